import { type DegradationKind, kinds, type Values } from '@dfpir/degradations'
import { type Command, InvalidArgumentError, Option } from 'commander'

const names = [...new Set(kinds.flatMap(({ parameters }) => Object.keys(parameters)))]

/** Adds an option for every parameter of every kind of degradation. */
export function addParameterOptions(command: Command): Command {
  for (const name of names) {
    const option = new Option(`--${name} <n>`, describe(name)).argParser(parseNumber)
    command.addOption(option.helpGroup('Strength (default: drawn at random for each picture):'))
  }
  return command
}

/** Describes a parameter for each kind that has it, as in `derain: mean length of near streaks, in pixels, 15 to 50`. */
function describe(name: string): string {
  const having = kinds.filter(({ parameters }) => Object.hasOwn(parameters, name))
  const describeFor = (kind: DegradationKind) => {
    const { about, unit, drawn } = kind.parameters[name]
    return `${kind.name}: ${about}${unit && `, in ${unit}`}, ${drawn[0]} to ${drawn[1]}`
  }
  return having.map(describeFor).join('; ')
}

function parseNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number.')
}

/** Returns the parameters set by the options. */
export function givenValues(options: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    names.flatMap(name => {
      const value = options[name]
      return typeof value === 'number' ? [[name, value]] : []
    }),
  )
}
