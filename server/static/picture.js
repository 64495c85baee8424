// Draws the neighbourhood of an entity; the same neighbours are listed below it for those who have no JavaScript.
(() => {
  const box = document.getElementById("picture");
  const data = document.getElementById("picture-data");
  if (!box || !data || !window.cytoscape) return;
  box.hidden = false;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const elements = JSON.parse(data.textContent);
  const many = elements.length > 30;
  const rings = many ? 2 : 1; // neighbours in two rings where one would crowd their names
  const few = elements.length < 9;
  if (few) box.style.height = "13rem";
  let place = 0;
  const graph = cytoscape({
    container: box,
    elements,
    minZoom: 0.3,
    maxZoom: 1.3,
    userZoomingEnabled: false,
    autoungrabify: true,
    layout: { name: "concentric", concentric: (node) => (node.data("centre") ? 3 : place++ % rings), levelWidth: () => 1, startAngle: 0.3, minNodeSpacing: few ? 90 : 22, padding: 18, animate: false },
    style: [
      { selector: "node", style: {
        "background-color": colour("--accent"), width: 9, height: 9, label: "data(label)", "font-size": many ? 9 : 10,
        color: colour("--ink"), "font-family": "system-ui, sans-serif", "text-wrap": "wrap", "text-max-width": 90,
        "text-valign": "bottom", "text-margin-y": 3, "text-background-color": colour("--sheet"), "text-background-opacity": 0.85, "text-background-padding": 1 } },
      { selector: "node[?centre]", style: { width: 20, height: 20, "background-color": "#f4c95d", "border-width": 2, "border-color": colour("--accent"), "font-weight": 600, "font-size": 12 } },
      { selector: "edge", style: { width: 1, "line-color": colour("--soft"), opacity: 0.55, "curve-style": "bezier", "target-arrow-shape": "triangle", "target-arrow-color": colour("--soft"), "arrow-scale": 0.7 } },
      { selector: "edge.on", style: { label: "data(label)", "font-size": 9, color: colour("--accent"), "text-rotation": "autorotate", "text-background-color": colour("--sheet"), "text-background-opacity": 1, "line-color": colour("--accent"), opacity: 1, "z-index": 9 } },
    ],
  });
  graph.center();
  graph.on("tap", "node", (event) => {
    const href = event.target.data("href");
    if (href) window.location.href = href;
  });
  graph.on("mouseover", "node", (event) => { event.target.connectedEdges().addClass("on"); box.style.cursor = event.target.data("href") ? "pointer" : ""; });
  graph.on("mouseout", "node", (event) => { event.target.connectedEdges().removeClass("on"); box.style.cursor = ""; });
  window.addEventListener("resize", () => { graph.resize(); graph.fit(undefined, 18); graph.center(); });
})();
