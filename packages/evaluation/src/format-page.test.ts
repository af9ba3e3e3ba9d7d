import { DataError } from '@dfpir/core'
import { JSDOM } from 'jsdom'
import type { ScoredSet } from './evaluate-columns.js'
import { formatPage } from './format-page.js'
import { PictureViews } from './picture-views.js'
import { brighter, waves } from './temporary-folder.test.helper.js'

const scores = (psnr: number) => ({ psnr, ssim: psnr / 100 })
const input = scores(20)
const hostile = '<img src=x onerror="alert(1)">&\'.png'

const columns: readonly ScoredSet[] = [
  {
    title: 'LOL <b>',
    result: {
      ...scores(30),
      input,
      images: [
        { name: '2.png', ...scores(31), input },
        { name: '10.png', ...scores(Number.POSITIVE_INFINITY), ssim: 1, input },
        { name: hostile, ...scores(9), input },
      ],
      failed: [{ name: '1.png', error: new DataError('a <broken> file') }],
    },
  },
  { title: 'GoPro' },
]
const evaluation = { models: [{ model: 'my <net>', taskGiven: true, columns }], averaged: true }

async function page(options: { readonly views?: PictureViews } = {}) {
  const html = formatPage(evaluation, { title: 'T & U', ...options })
  return { html, document: new JSDOM(html, { runScripts: 'dangerously' }).window.document }
}

const names = (document: Document) =>
  [...document.querySelectorAll('.sortable tbody')].map(body => body.querySelector('td')!.textContent)

test('the table of all sets, then a table of pictures for each set that was measured', async () => {
  const { document } = await page()
  expect(document.title).toBe('T & U')
  const rows = [...document.querySelectorAll('table')[0].rows].map(row => [...row.cells].map(cell => cell.textContent))
  expect(rows).toEqual([
    ['', 'LOL <b>', 'GoPro', 'average'],
    ['input', '20.00 / 0.2000', '–', '– (missing: GoPro)'],
    ['my <net>', '30.00 / 0.3000', '–', '– (missing: GoPro)'],
  ])
  expect([...document.querySelectorAll('li')].map(item => item.textContent)).toContain('GoPro is missing.')
  expect([...document.querySelectorAll('h2')].map(head => head.textContent)).toEqual(['LOL <b>'])
  const heads = [...document.querySelectorAll('.sortable th')].map(head => head.textContent)
  expect(heads).toEqual(['input', 'my <net>', 'picture', 'PSNR', 'SSIM', 'PSNR', 'SSIM'])
  expect(names(document)).toEqual(['2.png', '10.png', hostile, '1.png'])
  expect(document.querySelectorAll('.sortable tbody')[3].textContent).toContain('a <broken> file')
})

test('names are shown as they are and never become elements; nothing is loaded', async () => {
  const { html, document } = await page()
  expect(document.querySelector('img, b, net, broken')).toBeNull()
  expect(html).toMatch(/content="default-src 'none'; img-src data:; .* script-src 'sha256-[\w+/]{43}='"/)
  expect(html).not.toMatch(/https?:|<link|@import/)
})

test('a click on a head sorts by it, another one the other way round; failures stay last', async () => {
  const { document } = await page()
  const [name, , , psnr] = document.querySelectorAll<HTMLElement>('.sortable thead button')
  psnr.click()
  expect(names(document)).toEqual(['10.png', '2.png', hostile, '1.png'])
  expect(psnr.closest('th')!.getAttribute('aria-sort')).toBe('descending')
  psnr.click()
  expect(names(document)).toEqual([hostile, '2.png', '10.png', '1.png'])
  name.click()
  name.click()
  expect(names(document)).toEqual([hostile, '1.png', '2.png', '10.png'])
  expect(psnr.closest('th')!.hasAttribute('aria-sort')).toBe(false)
})

test('a name shows its picture: before, after, as it should be; pressed, the reference', async () => {
  const views = new PictureViews({ count: 1 })
  const target = waves(700, 20)
  for (const name of ['2.png', '10.png']) {
    const pictures = { name, input: brighter(target, 9), target, restored: brighter(target, -5) }
    await views.add(pictures, 'LOL <b>', 'my <net>')
  }
  expect(views.of('LOL <b>', '10.png')).toBeUndefined()
  const { document } = await page({ views })
  const [button, ...others] = document.querySelectorAll<HTMLElement>('.sortable tbody button')
  expect(others).toEqual([])
  const row = button.closest('tbody')!.rows[1]
  expect(row.hidden).toBe(true)
  button.click()
  expect([row.hidden, button.getAttribute('aria-expanded')]).toEqual([false, 'true'])
  expect([...row.querySelectorAll('figcaption')].map(caption => caption.textContent)).toEqual([
    'input',
    'my <net>',
    'reference',
  ])
  const [, after, reference] = row.querySelectorAll('img')
  const own = after.src
  after.dispatchEvent(new document.defaultView!.Event('pointerdown'))
  expect(after.src).toBe(reference.src)
  after.dispatchEvent(new document.defaultView!.Event('pointerup'))
  expect(after.src).toBe(own)
  expect(own).toMatch(/^data:image\/webp;base64,UklGR/)
})
