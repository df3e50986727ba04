"use strict";
// The query page works without this: it fills in examples, and asks on Control-Enter.
const text = document.getElementById("query");
const examples = document.getElementById("examples");
examples.addEventListener("change", () => { if (examples.value) { text.value = examples.value; text.focus(); } });
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { document.getElementById("editor").requestSubmit(); }
});
