// Takes the code out of a one-time link and out of the address bar, and sends it on.
function sendCode() {
  const code = window.location.hash.slice(1);
  if (!code) {
    return;
  }
  window.history.replaceState(null, "", window.location.pathname);
  const form = document.getElementById("code-form");
  form.elements.namedItem("code").value = code;
  form.submit();
}

window.addEventListener("hashchange", sendCode);
sendCode();
