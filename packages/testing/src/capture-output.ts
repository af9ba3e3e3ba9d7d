/** Does some work and gives its result with what it wrote on stdout and stderr meanwhile, which is not shown. */
export async function captureOutput<T>(work: () => Promise<T>): Promise<{ result: T; stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map(stream =>
    jest.spyOn(process[stream], 'write').mockImplementation(text => {
      output[stream] += text
      return true
    }),
  )
  try {
    const result = await work()
    return { result, ...output }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}
