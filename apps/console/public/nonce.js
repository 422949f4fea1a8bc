// Before anything else: some parts of antd, icons among them, add a style without the nonce that the portal has
// put into this page. Every style gets it as it is made.
(() => {
  const { nonce } = document.currentScript;
  for (const way of ['createElement', 'createElementNS']) {
    const make = document[way].bind(document);
    document[way] = (...asked) => {
      const element = make(...asked);
      if (element.localName === 'style') element.nonce = nonce;
      return element;
    };
  }
})();
