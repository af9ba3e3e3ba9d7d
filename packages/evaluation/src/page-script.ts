/**
 * The script of result pages. A click on a column's heading sorts the rows by it, a second click reverses the order,
 * and cells without a value come last. A click on a picture's name shows its views. While a view is pressed, it shows
 * the reference.
 */
export const pageScript = `
for (const head of document.querySelectorAll('.sortable thead th[scope=col]')) {
  head.firstElementChild.addEventListener('click', () => sort(head))
}
for (const name of document.querySelectorAll('.sortable tbody button')) {
  name.addEventListener('click', () => {
    const views = name.closest('tbody').rows[1]
    views.hidden = !views.hidden
    name.setAttribute('aria-expanded', String(!views.hidden))
  })
}
for (const image of document.querySelectorAll('.views img')) {
  const own = image.src
  const show = source => () => { image.src = source }
  image.addEventListener('pointerdown', show(image.closest('.views').lastElementChild.firstElementChild.src))
  for (const end of ['pointerup', 'pointerleave', 'pointercancel']) image.addEventListener(end, show(own))
}
function sort(head) {
  const sign = head.getAttribute('aria-sort') === 'descending' ? 1 : -1
  for (const other of head.parentElement.cells) other.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', sign === 1 ? 'ascending' : 'descending')
  const value = body => body.rows[0].cells[head.cellIndex].dataset.value
  const order = (a, b) => {
    if (a === '' || b === '') return (a === '') - (b === '')
    return sign * (Number.isNaN(Number(a)) ? a.localeCompare(b, 'en', { numeric: true }) : a - b || 0)
  }
  const table = head.closest('table')
  table.append(...[...table.tBodies].sort((a, b) => order(value(a), value(b))))
}
`
