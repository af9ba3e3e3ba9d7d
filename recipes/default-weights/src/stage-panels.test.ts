import { stagePanels } from './stage-panels.js'

const steps = Array.from({ length: 45 }, (_, index) => ({ step: 10 * (index + 1), loss: index < 20 ? 0.2 : 0.1 }))

test('a point of the loss is the mean of twenty lines; validations show what they gained', () => {
  const validation = (psnr: number) => ({ tasks: { derain: { psnr, input: { psnr: 26 } } } })
  const panels = stagePanels([
    { name: 'noise', entries: steps },
    {
      name: 'five tasks',
      entries: [...steps, { step: 100, validation: validation(27) }, { step: 200, validation: validation(30) }],
    },
  ])
  expect(panels.map(({ title }) => title)).toEqual([
    'noise: loss',
    'five tasks: loss',
    'five tasks: gain on validation patches',
  ])
  expect(panels[0].curves[0].points).toEqual([
    { x: 105, y: expect.closeTo(0.2) },
    { x: 305, y: expect.closeTo(0.1) },
  ])
  expect(panels[2].curves).toEqual([
    {
      name: 'derain',
      points: [
        { x: 100, y: 1 },
        { x: 200, y: 4 },
      ],
    },
  ])
})
