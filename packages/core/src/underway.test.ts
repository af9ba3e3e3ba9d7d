import { Underway } from './underway.js'

test('the end comes after all work, failures included, and results pass through', async () => {
  const underway = new Underway()
  const ends: string[] = []
  const after = (name: string, turns: number) => async () => {
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
    ends.push(name)
    return name
  }
  const slow = underway.track(after('slow', 5)())
  const failing = underway.track(Promise.reject(new Error('no')))
  const refused = expect(failing).rejects.toThrow('no')
  await underway.ended()
  ends.push('end')
  await refused
  expect(await slow).toBe('slow')
  expect(ends).toEqual(['slow', 'end'])
})

test('without work the end is at once', () => expect(new Underway().ended()).resolves.toBeUndefined())
