/**
 * Something that holds memory, files or threads until `dispose()`. `await using` disposes of it at the end of the
 * block. A second call does nothing.
 */
export interface Resource extends AsyncDisposable {
  dispose(): Promise<void>
}

/** Base of classes that are a {@link Resource}: calls `free` once, even if `dispose` is called more than once. */
export abstract class ResourceBase implements Resource {
  private freeing: Promise<void> | undefined

  /** True from the first call of `dispose` on, even while it still waits for running work. */
  protected get disposed(): boolean {
    return this.freeing !== undefined
  }

  /** Waits for running work, then frees the resources. A second call does nothing. */
  dispose(): Promise<void> {
    this.freeing ??= this.free()
    return this.freeing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  protected abstract free(): Promise<void>
}

/** The members that turn an object literal into a {@link Resource}: `{ ...rest, ...resource(() => file.close()) }`. */
export function resource(free: () => Promise<void> = async () => undefined): Resource {
  let freeing: Promise<void> | undefined
  const dispose = () => {
    freeing ??= free()
    return freeing
  }
  return { dispose, [Symbol.asyncDispose]: dispose }
}
