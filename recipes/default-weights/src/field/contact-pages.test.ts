import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readPictureInfo } from '@dfpir/images'
import { ContactPages } from './contact-pages.js'
import { clean, noisy, temporaryFolder } from './field.test.helper.js'

test('pages of five rows, named after the title; what is left over has a page of its own', async () => {
  const folder = temporaryFolder()
  const pages = new ContactPages({ folder, title: 'SOTS indoor', columns: ['input', 'restored'] })
  for (let i = 1; i <= 6; i++) {
    await pages.add({ label: `${i}.png`, cells: [{ picture: noisy, caption: 'found' }, { picture: clean }] })
  }
  expect(readdirSync(folder)).toEqual(['sots-indoor-1.png'])
  await pages.finish()
  await pages.finish()
  expect(readdirSync(folder)).toEqual(['sots-indoor-1.png', 'sots-indoor-2.png'])
  const [full, rest] = await Promise.all([1, 2].map(page => readPictureInfo(join(folder, `sots-indoor-${page}.png`))))
  expect(full.width).toBe(rest.width)
  expect(full.height).toBeGreaterThan(3 * rest.height)
})
