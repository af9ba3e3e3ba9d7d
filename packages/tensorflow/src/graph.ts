import { nearest, UsageError } from '@dfpir/core'
import type { Pointer } from '@dfpir/wheels'
import type { CApi, NativeOutput } from './native/c-api.js'
import { withStatus } from './native/status.js'
import { isCarried, matchesType, type TensorValue, typeName } from './tensor.js'

/** An output that a run feeds or fetches. */
export interface Endpoint extends NativeOutput {
  readonly name: string
  readonly type: number
  /** The static shape, with −1 for a free dimension; undefined if the rank is free. */
  readonly shape: readonly number[] | undefined
}

/** An imported graph with lookup of operations by name. */
export class NativeGraph {
  private readonly endpoints = new Map<string, Endpoint>()
  private readonly operations = new Map<string, Pointer>()

  constructor(
    private readonly api: CApi,
    readonly pointer: Pointer,
  ) {}

  /** Returns the placeholder or other output that a feed replaces, after checking the value. */
  feed(name: string, value: TensorValue): Endpoint {
    const endpoint = this.endpoint(name, 'feed')
    checkFeed(endpoint, value)
    return endpoint
  }

  fetch(name: string): Endpoint {
    const endpoint = this.endpoint(name, 'fetch')
    if (isCarried(endpoint.type)) return endpoint
    throw new UsageError(`cannot fetch "${name}" of type ${typeName(endpoint.type)}: cast it in the graph`)
  }

  /** Returns an operation that a run executes without fetching its outputs. */
  target(name: string): Pointer {
    const known = this.operations.get(name)
    if (known !== undefined) return known
    const operation = this.api.operationByName(this.pointer, name)
    if (operation === null) throw this.unknown('target', name)
    this.operations.set(name, operation)
    return operation
  }

  private endpoint(name: string, role: 'feed' | 'fetch'): Endpoint {
    const known = this.endpoints.get(name)
    if (known) return known
    const [, operationName, indexText] = /^(.*?)(?::(\d+))?$/.exec(name) ?? []
    const index = Number(indexText ?? 0)
    const oper = this.api.operationByName(this.pointer, operationName)
    if (oper === null || index >= this.api.outputCount(oper)) throw this.unknown(role, name)
    const output = { oper, index }
    const found = { ...output, name, type: this.api.outputType(output), shape: this.shapeOf(output) }
    this.endpoints.set(name, found)
    return found
  }

  private shapeOf(output: NativeOutput): readonly number[] | undefined {
    const activity = { what: 'read a shape', blame: 'data' } as const
    const rank = withStatus(this.api, activity, status => this.api.outputRank(this.pointer, output, status))
    if (rank < 0) return undefined
    const shape = new BigInt64Array(rank)
    withStatus(this.api, activity, status => this.api.outputShape(this.pointer, output, shape, rank, status))
    return Array.from(shape, Number)
  }

  private unknown(role: 'feed' | 'fetch' | 'target', name: string): UsageError {
    const all = this.listOperations()
    const offered = all.filter(operation => this.offers(role, operation)).map(operation => operation.name)
    const close = nearest(name, offered) ?? nearest(name, new Set(all.map(operation => operation.name)))
    const shown = offered.slice(-20)
    const more = offered.length > shown.length ? ` and ${offered.length - shown.length} more` : ''
    const list =
      shown.length > 0 ? `its ${role === 'feed' ? 'placeholders' : 'results'} are ${shown.join(', ')}${more}` : ''
    return new UsageError(`the graph has no "${name}" to ${role === 'target' ? 'run' : role}; ${list}`, {
      hint: close === undefined ? undefined : `Did you mean "${close}"?`,
    })
  }

  /** Returns whether to suggest an operation: placeholders as feeds, unused outputs as results. */
  private offers(role: 'feed' | 'fetch' | 'target', { name, pointer }: NamedOperation): boolean {
    const type = this.api.operationType(pointer)
    if (role === 'feed') return type === 'Placeholder' || type === 'PlaceholderWithDefault'
    const count = this.api.outputCount(pointer)
    if (role === 'target' && count === 0) return true
    const consumers = (index: number) => this.api.outputConsumers({ oper: pointer, index })
    const used = Array.from({ length: count }, (_, index) => index).some(index => consumers(index) > 0)
    return count > 0 && !used && name !== ''
  }

  private listOperations(): NamedOperation[] {
    const position = new BigUint64Array(1)
    const found: NamedOperation[] = []
    for (;;) {
      const pointer = this.api.nextOperation(this.pointer, position)
      if (pointer === null) return found
      found.push({ pointer, name: this.api.operationName(pointer) })
    }
  }
}

interface NamedOperation {
  readonly name: string
  readonly pointer: Pointer
}

function checkFeed({ name, type, shape }: Endpoint, value: TensorValue): void {
  const came = `[${value.shape.join(', ')}]`
  const size = value.shape.reduce((product, dimension) => product * dimension, 1)
  if (size !== value.data.length) {
    throw new UsageError(`feed "${name}": shape ${came} needs ${size} numbers, got ${value.data.length}`)
  }
  if (!matchesType(value.data, type)) {
    throw new UsageError(`feed "${name}" is ${typeName(type)}, got a ${value.data.constructor.name}`)
  }
  if (!shape) return
  const fits = shape.length === value.shape.length && shape.every((n, axis) => n < 0 || n === value.shape[axis])
  if (fits) return
  const expected = shape.map(dimension => (dimension < 0 ? '?' : dimension)).join(', ')
  throw new UsageError(`feed "${name}": expected shape [${expected}], got ${came}`)
}
