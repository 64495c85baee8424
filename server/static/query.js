// Puts the query editor in place of the plain form, and the examples into the editor.
(() => {
  const holder = document.getElementById("editor");
  const form = document.getElementById("plain");
  if (!holder || !form || !window.Yasgui) return;
  // IRIs of the graph lead to the pages of this server, wherever it is.
  const { base, root } = holder.dataset;
  new MutationObserver(() => holder.querySelectorAll(`.yasr a[href^="${base}/"]`).forEach((link) => {
    link.setAttribute("href", root + link.getAttribute("href").slice(base.length));
    link.removeAttribute("target");
  })).observe(holder, { childList: true, subtree: true });
  const endpoint = new URL(holder.dataset.endpoint, window.location.href).href;
  const written = document.getElementById("query").value;
  form.hidden = true;
  holder.hidden = false;
  Yasgui.Yasqe.defaults.autocompleters = ["prefixes", "variables"];
  const editor = new Yasgui(holder, {
    persistenceId: null,
    populateFromUrl: false,
    copyEndpointOnNewTab: true,
    requestConfig: { endpoint, method: "GET", headers: {} },
    yasqe: { value: written, showQueryButton: true, resizeable: true, createShareableLink: null },
    yasr: { prefixes: {} },
  });
  const tab = editor.getTab() || editor.addTab(true, {});
  tab.setQuery(written);
  document.querySelectorAll("[data-query]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    tab.setQuery(link.dataset.query);
    history.replaceState(null, "", link.href);
    tab.query();
    window.scrollTo({ top: 0 });
  }));
  if (new URLSearchParams(window.location.search).has("example")) tab.query();
})();
