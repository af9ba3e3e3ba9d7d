/** Ends when all is written. Where it cannot be, stdout emits an error instead, which `runProgram` sees to. */
export async function writeToStdout(bytes: Uint8Array): Promise<void> {
  await new Promise<void>(resolve => {
    process.stdout.write(bytes, error => {
      if (!error) resolve()
    })
  })
}
