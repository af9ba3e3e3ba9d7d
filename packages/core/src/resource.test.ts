import { ResourceBase, resource } from './resource.js'

class Lamp extends ResourceBase {
  freed = 0

  get isOff(): boolean {
    return this.disposed
  }

  protected async free(): Promise<void> {
    this.freed++
  }
}

test('await using disposes of a resource where its block ends, also after an error', async () => {
  const lamp = new Lamp()
  const use = async () => {
    await using used = lamp
    expect(used.isOff).toBe(false)
    throw new Error('broken')
  }
  await expect(use()).rejects.toThrow('broken')
  expect(lamp.freed).toBe(1)
})

test('disposing twice frees once', async () => {
  const lamp = new Lamp()
  await Promise.all([lamp.dispose(), lamp.dispose(), lamp[Symbol.asyncDispose]()])
  expect([lamp.isOff, lamp.freed]).toEqual([true, 1])

  let freed = 0
  const literal = resource(async () => void freed++)
  await literal.dispose()
  await literal[Symbol.asyncDispose]()
  expect(freed).toBe(1)
})

test('a failure to free is what every call rejects with', async () => {
  const stuck = resource(() => Promise.reject(new Error('stuck')))
  await expect(stuck.dispose()).rejects.toThrow('stuck')
  await expect(stuck.dispose()).rejects.toThrow('stuck')
})
