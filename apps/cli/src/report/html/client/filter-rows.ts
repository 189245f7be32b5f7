/** A field that leaves the rows with a text in all tables, and one for each long table. */
export function filterRows(): void {
  const LONG = 10
  const status = document.getElementById('found')

  const field = (label: string, placeholder: string): HTMLInputElement => {
    const input = document.createElement('input')
    input.type = 'search'
    input.placeholder = placeholder
    input.setAttribute('aria-label', label)
    input.autocomplete = 'off'
    input.spellcheck = false
    return input
  }

  const everywhere = field('Filter the rows of all panels', 'Filter all rows')
  everywhere.id = 'filter'
  document.getElementById('tools')?.prepend(everywhere)

  const tables = [...document.querySelectorAll<HTMLElement>('section.panel')].map(section => {
    const rows = [...section.querySelectorAll<HTMLTableRowElement>('tbody tr')].map(row => ({
      row,
      // The label alone: a search for 404 should not find every 1,404.
      text: (row.querySelector('th')?.textContent ?? '').toLowerCase(),
    }))
    const title = section.querySelector('h2')?.textContent ?? ''
    // Days and hours are looked at, not searched.
    const searched = rows.length >= LONG && section.classList.contains('searched')
    const own = searched ? field(`Filter the rows of ${title}`, 'Filter') : undefined
    if (own !== undefined) section.querySelector('header')?.append(own)
    const entry = document.querySelector(`nav a[href="#${CSS.escape(section.id)}"]`)?.parentElement ?? null
    return { section, rows, own, entry }
  })

  const apply = (): void => {
    const sought = everywhere.value.trim().toLowerCase()
    let found = 0
    let panels = 0
    for (const { section, rows, own, entry } of tables) {
      const here = own?.value.trim().toLowerCase() ?? ''
      let left = 0
      for (const { row, text } of rows) {
        row.hidden = !text.includes(sought) || !text.includes(here)
        if (!row.hidden) left++
      }
      // A panel with a text of its own in the field stays: else the field would go away under the cursor.
      section.hidden = sought !== '' && left === 0 && here === ''
      if (entry !== null) entry.hidden = section.hidden
      section.classList.toggle('no-match', left === 0 && rows.length > 0)
      found += left
      if (left > 0) panels++
    }
    if (status === null) return
    const counted = (count: number, noun: string): string =>
      `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
    const where = `${counted(found, 'row')} of ${counted(panels, 'panel')}`
    status.textContent = sought === '' ? '' : `“${everywhere.value.trim()}” is in ${found === 0 ? 'no row' : where}.`
  }

  everywhere.addEventListener('input', apply)
  for (const { own } of tables) own?.addEventListener('input', apply)
  document.addEventListener('keydown', event => {
    const typing = event.target instanceof HTMLInputElement
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      everywhere.focus()
    } else if (event.key === 'Escape' && event.target instanceof HTMLInputElement && event.target.value !== '') {
      event.target.value = ''
      apply()
    }
  })
}
