/**
 * Something that holds memory, files or threads until `dispose()`. `await using` disposes of it where its block ends.
 * Disposing of it again does nothing.
 */
export interface Resource extends AsyncDisposable {
  dispose(): Promise<void>
}

/** Base of classes that are a {@link Resource}: calls `free` once, however often it is disposed of. */
export abstract class ResourceBase implements Resource {
  private freeing: Promise<void> | undefined

  /** True from the first call of `dispose` on, even while work under way is waited for. */
  protected get disposed(): boolean {
    return this.freeing !== undefined
  }

  /** Frees what this holds, after the work under way. A second call does nothing. */
  dispose(): Promise<void> {
    this.freeing ??= this.free()
    return this.freeing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  protected abstract free(): Promise<void>
}

/** The part of an object literal that makes it a {@link Resource}: `{ ...rest, ...resource(() => file.close()) }`. */
export function resource(free: () => Promise<void> = async () => undefined): Resource {
  let freeing: Promise<void> | undefined
  const dispose = () => {
    freeing ??= free()
    return freeing
  }
  return { dispose, [Symbol.asyncDispose]: dispose }
}
