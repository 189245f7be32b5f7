/** Makes the headings of every table buttons that sort it: figures from the greatest, texts from the first, a second press the other way. */
export function sortTables(): void {
  const collator = new Intl.Collator('en', { numeric: true })

  /** A cell's value; undefined for none, which stays at the end. */
  const contentOf = (cell: HTMLTableCellElement): number | string | undefined => {
    const figure = cell.dataset['v']
    if (figure !== undefined) return Number(figure)
    return cell.querySelector('.none') === null ? (cell.textContent ?? '') : undefined
  }
  const compare = (a: number | string, b: number | string): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))

  const sort = (table: HTMLTableElement, column: number, descending: boolean): void => {
    const body = table.tBodies[0]
    const rows = [...body.rows].map(row => ({ row, value: contentOf(row.cells[column]) }))
    rows.sort((a, b) => {
      if (a.value === undefined || b.value === undefined)
        return Number(a.value === undefined) - Number(b.value === undefined)
      return descending ? compare(b.value, a.value) : compare(a.value, b.value)
    })
    body.append(...rows.map(({ row }) => row))
  }

  for (const table of document.querySelectorAll('table')) {
    if (table.tBodies[0].rows.length < 2) continue
    const heads = [...(table.tHead?.rows[0].cells ?? [])]
    heads.forEach((head, column) => {
      const button = document.createElement('button')
      button.type = 'button'
      button.append(...head.childNodes)
      head.append(button)
      button.addEventListener('click', () => {
        const before = head.getAttribute('aria-sort')
        const descending = before === null ? head.classList.contains('n') : before === 'ascending'
        for (const other of heads) other.removeAttribute('aria-sort')
        head.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
        sort(table, column, descending)
      })
    })
  }
}
