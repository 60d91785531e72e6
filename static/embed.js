// Tells the page that frames this one how high it is, at first and whenever that changes. The line by which a page is
// embedded has the other half, which gives the frame that height.
new ResizeObserver(() => {
  parent.postMessage({ frameHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
}).observe(document.body);
