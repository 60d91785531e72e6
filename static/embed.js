// Tells the embedding page this page's height, initially and whenever it changes. The embed code
// has the counterpart, which sets the height of the frame.
new ResizeObserver(() => {
  parent.postMessage({ frameHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
}).observe(document.body);
