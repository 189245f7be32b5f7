/** Under the pointer, or moved by the arrow keys: the label and the figure of a chart's point, beside its name. */
export function showTips(): void {
  for (const plot of document.querySelectorAll<HTMLElement>('.plot')) {
    const tips = (plot.dataset['tips'] ?? '').split('\n').map(tip => tip.split('\t'))
    const readout = plot.parentElement?.querySelector('figcaption span')
    if (readout === null || readout === undefined) continue
    const resting = readout.textContent
    const marker = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
    marker.setAttribute('class', 'marker')
    marker.setAttribute('height', '100')
    marker.setAttribute('width', String(1000 / tips.length))
    marker.setAttribute('visibility', 'hidden')
    plot.querySelector('svg')?.append(marker)
    let current = -1

    const show = (index: number): void => {
      current = Math.min(tips.length - 1, Math.max(0, index))
      const [label, figure] = tips[current]
      readout.textContent = `${label}: ${figure}`
      marker.setAttribute('x', String((1000 / tips.length) * current))
      marker.setAttribute('visibility', 'visible')
    }
    const rest = (): void => {
      current = -1
      readout.textContent = resting
      marker.setAttribute('visibility', 'hidden')
    }

    plot.addEventListener('pointermove', event => {
      const { left, width } = plot.getBoundingClientRect()
      show(Math.floor(((event.clientX - left) / width) * tips.length))
    })
    plot.addEventListener('pointerleave', rest)
    plot.tabIndex = 0
    plot.setAttribute('role', 'group')
    plot.setAttribute('aria-label', 'Chart; arrow keys move through its points')
    readout.setAttribute('role', 'status')
    plot.addEventListener('blur', rest)
    plot.addEventListener('keydown', event => {
      const last = tips.length - 1
      const moves: Record<string, number> = {
        ArrowRight: current + 1,
        ArrowLeft: current < 0 ? last : current - 1,
        Home: 0,
        End: last,
      }
      const next = moves[event.key]
      if (next === undefined) return
      event.preventDefault()
      show(next)
    })
  }
}
