import { format } from 'node:util'

/**
 * Runs some work and returns its result with everything that it wrote to stdout and stderr, also through the console. The
 * output is not shown.
 */
export async function captureOutput<T>(work: () => Promise<T>): Promise<{ result: T; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' }
  const spies = (
    [
      ['stdout', 'log'],
      ['stderr', 'error'],
    ] as const
  ).flatMap(([stream, method]) => [
    jest.spyOn(process[stream], 'write').mockImplementation(text => {
      output[stream] += text
      return true
    }),
    jest.spyOn(console, method).mockImplementation((...values) => {
      output[stream] += `${format(...values)}\n`
    }),
  ])
  try {
    const result = await work()
    return { result, ...output }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
