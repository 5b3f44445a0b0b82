'use strict';
// What a mark stands for, at the pointer. The titles say the same without this.
const tip = document.body.appendChild(Object.assign(document.createElement('div'), { className: 'tip' }));
tip.setAttribute('aria-hidden', 'true');
const texts = new WeakMap();
document.addEventListener('pointerover', event => {
  const mark = event.target.closest && event.target.closest('.chart use, .chart rect');
  const title = mark && mark.querySelector('title');
  if (title) {
    texts.set(mark, title.textContent);
    title.remove();
  }
  tip.textContent = mark && texts.get(mark) || '';
  tip.style.visibility = tip.textContent ? 'visible' : 'hidden';
});
document.addEventListener('pointermove', event => {
  const x = Math.max(4, Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 4));
  const y = event.clientY - tip.offsetHeight - 12;
  tip.style.transform = `translate(${x}px, ${y < 4 ? event.clientY + 18 : y}px)`;
});

// Tables are sorted by the number of a cell, or by its text; cells without a number stay last.
const key = cell => {
  const data = cell.querySelector('data');
  return data ? Number(data.value) : null;
};
for (const table of document.querySelectorAll('table.sortable'))
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const sign = down ? -1 : 1, column = head.cellIndex, body = table.tBodies[0];
      const rows = [...body.rows].map(row => ({ row, number: key(row.cells[column]), text: row.cells[column].textContent.trim() }));
      const isNumber = rows.some(r => r.number !== null);
      rows.sort((a, b) => !isNumber ? sign * a.text.localeCompare(b.text) : a.number === null || b.number === null ? (a.number === null) - (b.number === null) : sign * (a.number - b.number));
      body.append(...rows.map(r => r.row));
    });
  }

for (const box of document.querySelectorAll('[data-filter]'))
  box.addEventListener('change', () => document.getElementById('workloads').classList.toggle(`off-${box.dataset.filter}`, !box.checked));

// A link to values opens what is folded.
const open = () => {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === 'DETAILS') target.open = true;
};
addEventListener('hashchange', open);
open();
