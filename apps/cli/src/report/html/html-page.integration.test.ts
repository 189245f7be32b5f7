import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describeWithServices } from '@millrace/services/testing'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { millrace, temporaryFolder } from '../../testing/millrace-process.ts'
import { htmlPage } from './html-page.ts'
import { useBrowser } from './testing/browser.ts'
import { daysPanel, HOSTILE, hoursPanel, pageOf, rankedPanel, statusPanel } from './testing/pages.ts'

const ENDPOINTS = ['/', '/b', '/API/c', '/d', '/e10', '/e9', '/f', '/g', '/h', '/i']
const EVERYTHING = pageOf(daysPanel(30), daysPanel(400), hoursPanel, statusPanel, rankedPanel([...ENDPOINTS, null]))

describeWithServices(
  'the HTML report in Chromium',
  () => {
    const open = useBrowser()

    test('hostile lines of a log are inert and visible; nothing leaves the page', async () => {
      const cwd = temporaryFolder()
      const quoted = HOSTILE.map(text => text.replaceAll(/["\r\n]/g, c => (c === '"' ? '\\"' : '\\n')))
      const lines = quoted.map(
        (text, i) =>
          `h${i} - - [01/Aug/1995:00:00:01 -0400] "GET /${text.replaceAll(' ', '%20')} HTTP/1.0" 404 10 "http://x/${text}" "${text}"\n`,
      )
      const invalid = Buffer.concat([
        Buffer.from('h - - [01/Aug/1995:00:00:01 -0400] "GET /'),
        Buffer.from([0xff, 0xc0, 0x80]),
        Buffer.from(' HTTP/1.0" 404 10 "-" "-"\n'),
      ])
      writeFileSync(join(cwd, '<b>.log'), Buffer.concat([Buffer.from(lines.join('')), invalid]))
      const run = await millrace(['report', '<b>.log', '--html', 'out.html', '--top', '50'], { cwd })
      expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' })
      const { page, problems } = await open(readFileSync(join(cwd, 'out.html'), 'utf8'))
      const cells = await page.locator('#panel-endpoints tbody th').allTextContents()
      for (const shown of [
        '/<script>window.hacked=1</script>',
        '/javascript:window.hacked=7',
        '/\\u{202e}gnp.exe\\u{2066}',
        '/\\xff\\xc0\\x80',
      ])
        expect(cells).toContain(shown)
      expect(cells.find(cell => cell.includes('title'))).toBe('/\\x1b]0;title\\x07\\x1b[2J')
      expect(await page.locator('h1').textContent()).toBe('<b>.log')
      // Everything is touched, as a reader would: what handlers there were would run.
      await page.evaluate(
        `for (const part of document.querySelectorAll('*'))
          for (const event of ['mouseover', 'focus', 'click', 'load', 'error']) part.dispatchEvent(new Event(event))`,
      )
      await page.keyboard.press('Tab')
      expect(await page.evaluate('window.hacked')).toBeUndefined()
      expect(await page.locator('img, main script, main style, b:not(.facts b, figcaption b)').count()).toBe(0)
      expect(await page.locator('body').innerText()).not.toMatch(
        /[\p{Cf}\u0000-\u0008\u000e-\u001f\u007f-\u009f\u2028]/u,
      )
      expect(problems).toEqual([])
    })

    test('the policy holds should markup slip through', async () => {
      const hits: (string | undefined)[] = []
      const server = createServer((request, response) => {
        hits.push(request.url)
        response.end()
      })
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
      const away = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      const slipped = `<script>window.hacked=1</script><b onclick="window.hacked=2" id="b">x</b><img src="${away}/img">
        <link rel="stylesheet" href="${away}/css"><script src="${away}/js"></script><iframe src="${away}/frame"></iframe>
        <p style="position:fixed" id="styled">x</p><a href="javascript:window.hacked=3" id="link">x</a>`
      const html = htmlPage(EVERYTHING).replace('<main id="panels" tabindex="-1">', '$&' + slipped)
      const { page, problems } = await open(html)
      await page.locator('#b').click()
      await page.locator('#link').click()
      expect(await page.evaluate('window.hacked')).toBeUndefined()
      expect(await page.evaluate("getComputedStyle(document.querySelector('#styled')).position")).toBe('static')
      expect(problems.filter(problem => /Content Security Policy/.test(problem)).length).toBeGreaterThan(5)
      server.close()
      expect(hits).toEqual([])
    })

    test('tables sort by mouse and by keyboard; what has no value stays last', async () => {
      const { page, problems } = await open(htmlPage(EVERYTHING))
      const labels = () => page.locator('#panel-endpoints tbody th').allTextContents()
      const [label, , bytes] = await page.locator('#panel-endpoints thead button').all()
      const given = await labels()
      await label.click()
      expect(await labels()).toEqual(['/', '/API/c', '/b', '/d', '/e9', '/e10', '/f', '/g', '/h', '/i', 'none'])
      await label.click()
      expect((await labels()).slice(0, 2)).toEqual(['/i', '/h'])
      expect((await labels()).at(-1)).toBe('none')
      await bytes.focus()
      await page.keyboard.press('Enter')
      const sizes = () =>
        page
          .locator('#panel-endpoints td:nth-child(3)')
          .evaluateAll(cells => cells.map(cell => cell.getAttribute('data-v')))
      expect((await sizes()).slice(0, 3)).toEqual(['10000', '9000', '8000'])
      expect((await sizes()).at(-1)).toBe(null)
      await page.keyboard.press('Space')
      expect((await sizes()).slice(0, 2)).toEqual(['0', '1000'])
      expect((await sizes()).at(-1)).toBe(null)
      expect(
        await page
          .locator('#panel-endpoints thead th')
          .evaluateAll(heads => heads.map(head => head.getAttribute('aria-sort'))),
      ).toEqual([null, null, 'ascending'])
      expect((await labels()).toSorted()).toEqual(given.toSorted())
      expect(problems).toEqual([])
    })

    test('rows are filtered in all panels and in one', async () => {
      const { page, problems } = await open(htmlPage(EVERYTHING))
      const visible = (selector: string) => page.locator(`${selector} tbody tr:visible th`).allTextContents()
      await page.keyboard.press('/')
      await page.keyboard.type('api')
      expect(await visible('main')).toEqual(['/API/c'])
      expect(await page.locator('#found').textContent()).toBe('“api” is in 1 row of 1 panel.')
      expect(await page.locator('section.panel:visible h2').allTextContents()).toEqual(['Panel endpoints'])
      expect(await page.locator('nav a:visible').allTextContents()).toEqual(['Panel endpoints'])
      await page.keyboard.press('Escape')
      expect(await page.locator('section.panel:visible').count()).toBe(5)
      await page.getByLabel('Filter the rows of Panel endpoints').fill('/e')
      expect(await visible('#panel-endpoints')).toEqual(['/e10', '/e9'])
      expect((await visible('#panel-status')).length).toBe(4)
      await page.getByLabel('Filter the rows of Panel endpoints').fill('nothing like it')
      expect(await visible('#panel-endpoints')).toEqual([])
      expect(problems).toEqual([])
    })

    test('dark and light: as the system, or as chosen', async () => {
      const { page, problems } = await open(htmlPage(EVERYTHING), { colorScheme: 'dark' })
      const dark = () =>
        page.evaluate('Number(/[0-9]+/.exec(getComputedStyle(document.body).backgroundColor)[0]) < 128')
      expect(await dark()).toBe(true)
      await page.emulateMedia({ colorScheme: 'light' })
      expect(await dark()).toBe(false)
      const button = page.locator('#theme')
      await button.click()
      await button.click()
      expect(await button.textContent()).toBe('Theme: dark')
      expect(await dark()).toBe(true)
      await page.reload()
      expect([await dark(), await button.textContent()]).toEqual([true, 'Theme: dark'])
      expect(problems).toEqual([])
    })

    test('a chart says its figures under the pointer and to the arrow keys', async () => {
      const { page, problems } = await open(htmlPage(EVERYTHING))
      const plot = page.locator('#panel-hours .plot')
      const said = page.locator('#panel-hours figcaption span')
      expect(await said.textContent()).toBe('at most 230')
      const box = await plot.boundingBox()
      await plot.hover({ position: { x: ((box?.width ?? 0) * 12.5) / 24, y: 20 } })
      expect(await said.textContent()).toBe('12:00: 120')
      await page.mouse.move(0, 0)
      expect(await said.textContent()).toBe('at most 230')
      await plot.focus()
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowLeft')
      expect(await said.textContent()).toBe('22:00: 220')
      expect(problems).toEqual([])
    })

    test('on a phone nothing is wider than the screen, and the menu opens and leads', async () => {
      const { page, problems } = await open(htmlPage(EVERYTHING), {
        viewport: { width: 360, height: 640 },
        isMobile: true,
        hasTouch: true,
      })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
      const link = page.locator('nav a', { hasText: 'Panel endpoints' })
      expect(await link.isVisible()).toBe(false)
      await page.locator('nav summary').tap()
      await link.tap()
      await expect
        .poll(() =>
          page.evaluate("document.querySelector('#panel-endpoints').getBoundingClientRect().top < innerHeight"),
        )
        .toBe(true)
      expect(problems).toEqual([])
    })

    test('on paper every row is there, and nothing to press', async () => {
      const { page, problems } = await open(htmlPage(EVERYTHING), { colorScheme: 'dark' })
      await page.emulateMedia({ media: 'print' })
      expect(
        await page
          .locator('nav, #tools')
          .evaluateAll(parts => parts.filter(part => part.getClientRects().length > 0).length),
      ).toBe(0)
      expect(
        await page
          .locator('.scroll')
          .evaluateAll(parts => parts.filter(part => part.scrollHeight > part.clientHeight + 1).length),
      ).toBe(0)
      expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('light')
      expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-')
      expect(problems).toEqual([])
    })

    test('without scripts it is a page of tables and charts', async () => {
      const { page } = await open(htmlPage(EVERYTHING), { javaScriptEnabled: false })
      expect(await page.locator('#panel-endpoints tbody tr').count()).toBe(11)
      expect(await page.locator('button, input').count()).toBe(0)
      expect(await page.locator('svg[role=img]').count()).toBe(5)
    })

    test.each([
      ['light', 1280],
      ['dark', 360],
    ] as const)('axe finds nothing in the way of anyone, %s, %i pixels', async (colorScheme, width) => {
      const small = pageOf(daysPanel(20), hoursPanel, statusPanel, rankedPanel([...ENDPOINTS, null]))
      const { page } = await open(htmlPage(small), { colorScheme, viewport: { width, height: 800 } })
      expect(await obstacles(page)).toEqual([])
    })
  },
  { needs: ['chromium'] },
)

async function obstacles(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`),
  )
}
