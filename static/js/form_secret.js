// The secret that a form of this page is sent with: the newest is in the cookie, as after a sign-in beside this page.
"use strict";
window.formSecret = (form) => {
  const named = new RegExp(`(?:^|; )${document.documentElement.dataset.csrf}=([^;]+)`);
  return document.cookie.match(named)?.[1] ?? form.elements.csrfmiddlewaretoken.value;
};
