// What has been typed and not yet been taken stays in the browser, under the form and the person, until the server confirms it.
"use strict";
(() => {
  const { form } = entry.fields;
  const STORE = `vocplan:${form.dataset.key}`;
  const all = () => {
    try { return JSON.parse(localStorage.getItem(STORE) || "{}"); } catch { return {}; }
  };
  const put = (name, content) => {
    try {
      if (content === null) localStorage.removeItem(name); else localStorage.setItem(name, content);
    } catch { /* a browser without storage still saves to the server */ }
  };
  entry.keeping = {
    all,
    remember(code, values) {
      const kept = all();
      if (values) kept[code] = values; else delete kept[code];
      put(STORE, Object.keys(kept).length ? JSON.stringify(kept) : null);
    },
  };
})();
