// The page's only script, and the page is complete without it: it shows the time under the pointer in all charts at
// once, and opens what is folded before printing.

export const pageScript = `
(() => {
  const charts = [...document.querySelectorAll(".chart[data-place]")].map((box) => {
    const [left, right, width, spanMs] = box.dataset.place.split(" ").map(Number);
    const line = document.createElement("div");
    line.className = "cursor";
    line.hidden = true;
    box.append(line);
    return { box, line, left, right, width, spanMs };
  });
  const clock = (ms) => {
    const seconds = Math.floor(ms / 1000);
    return Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  };
  const show = (share) => {
    for (const { line, left, right, width, spanMs } of charts) {
      line.hidden = share === undefined;
      if (share === undefined) continue;
      line.style.left = ((left + share * (right - left)) / width) * 100 + "%";
      line.textContent = clock(share * spanMs);
      line.classList.toggle("flip", share > 0.9);
    }
  };
  for (const { box, left, right, width } of charts) {
    box.addEventListener("pointermove", (event) => {
      const bounds = box.getBoundingClientRect();
      const x = ((event.clientX - bounds.left) / bounds.width) * width;
      show(x < left || x > right ? undefined : (x - left) / (right - left));
    });
    box.addEventListener("pointerleave", () => show(undefined));
  }
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
  });
})();
`;
