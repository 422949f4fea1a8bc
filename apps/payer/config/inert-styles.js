/**
 * Taro writes style elements at run time, which a strict Content-Security-Policy refuses. They are made inert
 * here; the few rules that the router needs are in `app.css`.
 */
module.exports = (source) =>
  source
    .replace(/document\.createElement\(['"]style['"]\)/g, "document.createElement('template')")
    .replace(/ style=""/g, '');
