/** The mark that browsers show beside a title, as SVG. */
export const mark =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">' +
  '<rect width="32" height="32" rx="7" fill="#0b6e99"/>' +
  '<path d="M16 5l9 4v7c0 6-4 9-9 11-5-2-9-5-9-11V9z" fill="none" stroke="#fff" stroke-width="2.4"/>' +
  '<path d="M12 16l3 3 6-6" fill="none" stroke="#fff" stroke-width="2.4"/></svg>';
