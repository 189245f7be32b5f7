/** Marks the panel that is being read in the navigation, which is closed at first where there is no room beside the panels. */
export function followScroll(): void {
  const menu = document.getElementById('menu')
  const narrow = matchMedia('(max-width: 70rem)')
  const fold = (): void => {
    if (menu instanceof HTMLDetailsElement) menu.open = !narrow.matches
  }
  fold()
  narrow.addEventListener('change', fold)
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('nav a')].map(link => [link.hash.slice(1), link]),
  )
  for (const link of links.values())
    link.addEventListener('click', () => {
      if (narrow.matches && menu instanceof HTMLDetailsElement) menu.open = false
    })
  const seen = new Set<string>()
  const observer = new IntersectionObserver(
    entries => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target.id)
        else seen.delete(target.id)
      }
      const first = [...links.keys()].find(id => seen.has(id))
      for (const [id, link] of links) {
        if (id === first) link.setAttribute('aria-current', 'true')
        else link.removeAttribute('aria-current')
      }
    },
    { rootMargin: '-10% 0px -60% 0px' },
  )
  for (const panel of document.querySelectorAll('section.panel')) observer.observe(panel)
}
