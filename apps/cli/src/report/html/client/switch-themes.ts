/** A button for light, dark or as the system has it; the choice is kept where the browser allows that. */
export function switchThemes(): void {
  const KEY = 'millrace-report-theme'
  const themes = ['auto', 'light', 'dark']
  const root = document.documentElement
  const button = document.createElement('button')
  button.type = 'button'
  button.id = 'theme'

  const apply = (theme: string): void => {
    if (theme === 'auto') delete root.dataset['theme']
    else root.dataset['theme'] = theme
    button.textContent = `Theme: ${theme}`
  }
  // From a disk, or with storage forbidden, reading and writing may throw.
  const kept = (): string | null => {
    try {
      return localStorage.getItem(KEY)
    } catch {
      return null
    }
  }
  const keep = (theme: string): void => {
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // Then it holds for this page only.
    }
  }

  let current = Math.max(0, themes.indexOf(kept() ?? 'auto'))
  apply(themes[current])
  button.addEventListener('click', () => {
    current = (current + 1) % themes.length
    apply(themes[current])
    keep(themes[current])
  })
  document.getElementById('tools')?.append(button)
}
