/** H5 uses the browser's own elements: of the web components nothing is needed. */
const nothing = () => undefined;
module.exports = {
  defineCustomElementTaroPullToRefreshCore: nothing,
  defineCustomElementTaroTabbar: nothing,
};
