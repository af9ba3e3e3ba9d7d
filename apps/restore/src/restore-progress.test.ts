import { RestoreProgress } from './restore-progress.js'

function stream(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 60, write: (text: string) => written.push(text), written }
}

test('a terminal shows one line with the picture, its tiles, their rate and the time left, and gets it back', () => {
  const terminal = stream(true)
  const progress = new RestoreProgress({ total: 4, stream: terminal })
  progress.begin(2, 'photo.jpg')
  expect(terminal.written).toEqual(['\r3 of 4 · photo.jpg\u001b[K'])
  progress.clear()
  progress.clear()
  expect(terminal.written.slice(1)).toEqual(['\r\u001b[K'])
})

test('lines are cut to the width of the terminal', () => {
  const terminal = stream(true)
  new RestoreProgress({ total: 4, stream: terminal }).begin(0, 'x'.repeat(100))
  expect(terminal.written[0]).toHaveLength(1 + 59 + 3)
})

test('elsewhere there are plain lines, none for short work', () => {
  const quiet = stream(false)
  const short = new RestoreProgress({ total: 1, stream: quiet })
  short.begin(0, 'a.jpg')
  short.update(0, 2)
  short.update(2, 2)
  short.clear()
  expect(quiet.written).toEqual([])
  const long = new RestoreProgress({ total: 1, stream: quiet, plainEvery: 0 })
  long.begin(0, 'a.jpg')
  long.update(0, 2)
  long.update(1, 2)
  expect(quiet.written.slice(0, 2)).toEqual(['a.jpg\n', 'a.jpg · tile 1 of 2\n'])
  expect(quiet.written[2]).toMatch(/^a\.jpg · tile 2 of 2 · \d+\.\d tiles\/s · \d+ s left\n$/)
})

test('what is printed while a line is shown gets a line of its own', () => {
  const terminal = stream(true)
  const progress = new RestoreProgress({ total: 1, stream: terminal })
  progress.show('downloading openvino: 1 of 60 MB')
  progress.print('engine: openvino (f32)')
  expect(terminal.written.join('')).toBe('\rdownloading openvino: 1 of 60 MB\u001b[K\r\u001b[Kengine: openvino (f32)\n')
})
