// Ties the marked text and the list of claims together: pointing at one shows the other.
(() => {
  const pieces = [...document.querySelectorAll("[data-claims]")];
  const items = new Map([...document.querySelectorAll("[data-claim]")].map((item) => [item.dataset.claim, item]));
  const list = document.querySelector(".claims");
  const numbers = (piece) => piece.dataset.claims.split(" ");
  const show = (chosen) => {
    pieces.forEach((piece) => piece.classList.toggle("on", numbers(piece).some((number) => chosen.has(number))));
    items.forEach((item, number) => item.classList.toggle("on", chosen.has(number)));
  };
  const scroll = (number) => {
    const item = items.get(number);
    if (item && list && list.scrollHeight > list.clientHeight) list.scrollTo({ top: item.offsetTop - list.offsetTop - 40 });
  };
  pieces.forEach((piece) => {
    const enter = () => { show(new Set(numbers(piece))); scroll(numbers(piece)[0]); };
    piece.addEventListener("mouseenter", enter);
    piece.addEventListener("focus", enter);
  });
  items.forEach((item, number) => item.addEventListener("mouseenter", () => show(new Set([number]))));
})();
