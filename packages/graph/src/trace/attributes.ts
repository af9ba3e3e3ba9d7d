import { UsageError } from '@dfpir/core'

/** Reads the attributes that tfjs passes to a kernel, and checks the type of each. Errors are {@link UsageError}s. */
export class Attributes {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly owner: string,
  ) {}

  has(name: string): boolean {
    return this.values[name] !== undefined && this.values[name] !== null
  }

  number(name: string, fallback?: number): number {
    const value = this.values[name] ?? fallback
    return typeof value === 'number' ? value : this.fail(name, 'a number')
  }

  flag(name: string, fallback = false): boolean {
    const value = this.values[name] ?? fallback
    return typeof value === 'boolean' ? value : this.fail(name, 'true or false')
  }

  text(name: string, fallback?: string): string {
    const value = this.values[name] ?? fallback
    return typeof value === 'string' ? value : this.fail(name, 'a string')
  }

  /** A list of numbers; a single number is a list of one. */
  numbers(name: string): number[] {
    const value = this.values[name]
    if (typeof value === 'number') return [value]
    return isNumbers(value) ? [...value] : this.fail(name, 'a list of numbers')
  }

  /** Height and width: two numbers, or one for both. */
  pair(name: string, fallback?: number): [number, number] {
    const value = this.values[name] ?? fallback
    if (typeof value === 'number') return [value, value]
    if (isNumbers(value) && value.length === 2) return [value[0], value[1]]
    return this.fail(name, 'a number or a pair')
  }

  /** Depth, height and width: three numbers, or one for all. */
  triple(name: string, fallback?: number): [number, number, number] {
    const value = this.values[name] ?? fallback
    if (typeof value === 'number') return [value, value, value]
    if (isNumbers(value) && value.length === 3) return [value[0], value[1], value[2]]
    return this.fail(name, 'a number or three')
  }

  /** A list of pairs of numbers, such as the paddings before and after each dimension. */
  pairs(name: string): [number, number][] {
    const value = this.values[name]
    if (!Array.isArray(value)) return this.fail(name, 'a list of pairs')
    return value.map(item =>
      isNumbers(item) && item.length === 2 ? [item[0], item[1]] : this.fail(name, 'a list of pairs'),
    )
  }

  /** The unchecked value. */
  raw(name: string): unknown {
    return this.values[name]
  }

  private fail(name: string, expected: string): never {
    const value = JSON.stringify(this.values[name]) ?? 'nothing'
    throw new UsageError(`${this.owner}: attribute "${name}" must be ${expected}, got ${value}`)
  }
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(item => typeof item === 'number')
}
