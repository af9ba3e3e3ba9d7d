import { TrainingProgress } from './training-progress.js'

const report = (step: number) => ({
  ...{ step, loss: 0.05, learningRate: 9.14e-5, images: 8 },
  ...{ seconds: step === 1 ? 30 : 0.5, waitSeconds: 0.01 },
})

function watch(steps: number, total: number, terminal?: { columns: number }): string[] {
  const lines: string[] = []
  const stream = {
    isTTY: terminal !== undefined,
    ...terminal,
    write: (text: string) => lines.push(text.replace('\u001b[K', '')),
  }
  const progress = new TrainingProgress({ total, stream })
  for (let step = 1; step <= steps; step++) progress.step(report(step), 0.0539)
  return lines
}

test('80 columns show all but the rate, even of a long training', () => {
  const [line] = watch(1, 1_234_567, { columns: 80 })
  expect(line).toMatch(/^\r1\/1234567 · loss 0\.0539 · 0\.3 img\/s · \d+:\d\d h left · wait 0 % · \d\.\d GiB$/)
})

test('elsewhere plain lines show everything; the slow first step is soon forgotten', () => {
  const last = watch(100, 100).at(-1)
  expect(last).toMatch(/^100\/100 · loss 0\.0539 · 16\.0 img\/s · 0 s left · wait 2 % · \d\.\d GiB · rate 9\.1e-5\n$/)
})
