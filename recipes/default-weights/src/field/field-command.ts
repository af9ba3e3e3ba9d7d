import { join } from 'node:path'
import { Progress, writeFileAtomic } from '@dfpir/core/node'
import { Detector } from '@dfpir/detector'
import {
  checkSets,
  evaluationFiles,
  evaluationJson,
  type FailedImage,
  type NamedSet,
  PartialEvaluation,
  picturesIn,
  writeEvaluation,
} from '@dfpir/evaluation'
import { Restorer } from '@dfpir/inference'
import {
  addEngineOptions,
  addModelOptions,
  checkOutputFolder,
  type EngineOptions,
  interruptible,
  type ModelOptions,
  modelLocation,
  parseCount,
  parseSeed,
} from '@dfpir/terminal'
import { Command } from 'commander'
import { type FieldResult, fieldSection } from './field-tables.js'
import { jpegSets } from './jpeg-sets.js'
import { measureField } from './measure-field.js'
import { type Field, fieldNames, openField, openPhotographs } from './open-field.js'

interface FieldOptions extends ModelOptions, EngineOptions {
  sets?: readonly string[]
  limit?: number
  clean?: string
  jpeg?: string
  seed: number
  output: string
  force?: boolean
}

const after = `
DIR contains sets of pairs and photographs without clean counterparts. Missing ones are skipped.
  rain100l/, sots-indoor/, polyu/, lol/           each with input/ and target/; files of a pair share their name, but not
                                                  necessarily their extension
  photographs/{rain,haze,dark,blur,noise}/

The output folder gets results.json, pictures.csv, card.md (the printed tables), page.html and contact sheets.
Exit codes: 0 success, 1 some pictures could not be measured, 2 wrong usage, 130 stopped by Ctrl-C.
`

/** `npm run evaluate:field`: measures weights and blind mode on pictures that this project did not degrade. */
export function createFieldCommand(): Command {
  const command = new Command('evaluate:field')
    .description('measure on degraded pictures that this project did not make')
    .argument('<dir>', 'the folder of sets and photographs')
    .option('--sets <names>', `measure only these, separated by commas: ${fieldNames.join(', ')}`, parseNames)
    .option('--limit <n>', 'measure only the first n pictures of each set', parseCount)
    .option('--clean <folder>', 'clean photographs: count those that blind mode would alter')
    .option(
      '--jpeg <folder>',
      'clean photographs: add noise of σ 25, save as JPEG, compare blind mode with a known σ of 25',
    )
    .option('--seed <n>', 'seed of the noise', parseSeed, 1001)
    .option('-o, --output <folder>', 'where to write the results', 'restored/field')
    .option('-f, --force', 'overwrite existing results')
    .addHelpText('after', after)
  return addEngineOptions(addModelOptions(command)).action((dir: string, options: FieldOptions) =>
    interruptible(signal => evaluateField(dir, options, signal)),
  )
}

function parseNames(text: string): string[] {
  return text.split(',').map(name => name.trim())
}

async function evaluateField(dir: string, options: FieldOptions, signal: AbortSignal): Promise<void> {
  checkOutputFolder(options.output, evaluationFiles, options.force)
  const { field, jpeg } = await open(dir, options)
  await checkSets([...field.pairs, ...jpeg], signal)
  const result = await measure(field, jpeg, options, signal)
  await report(result, options)
  requireAll(result)
}

async function open(dir: string, { sets, limit, clean, jpeg, seed }: FieldOptions) {
  const { pairs, photographs } = await openField(dir, { sets, limit })
  const cleanFolders = clean === undefined ? [] : [await openPhotographs(clean, { title: 'clean', limit })]
  const field: Field = { pairs, photographs: [...photographs, ...cleanFolders] }
  return { field, jpeg: jpeg === undefined ? [] : await jpegSets(jpeg, { seed, limit }) }
}

async function measure(
  field: Field,
  jpeg: readonly NamedSet[],
  { model, output, ...options }: FieldOptions,
  signal: AbortSignal,
): Promise<FieldResult> {
  await using restorer = await Restorer.fromPretrained(await modelLocation(model, signal), options)
  const photographs = field.photographs.reduce((sum, { names }) => sum + names.length, 0)
  const progress = new Progress({ unit: 'pictures', total: picturesIn([...field.pairs, ...jpeg]) + photographs })
  let done = 0
  try {
    await using detector = await Detector.load({ threads: options.threads })
    const onPicture = (note: string) => progress.update(++done, note)
    return await measureField(field, jpeg, { restorer, detector, sheets: join(output, 'sheets'), onPicture, signal })
  } finally {
    progress.finish()
  }
}

/** Writes the results, and prints the section of the model card. */
async function report(result: FieldResult, { model = 'shipped weights', output }: FieldOptions): Promise<void> {
  const evaluation = {
    models: [{ model, taskGiven: true, columns: [...result.pairs, ...result.jpeg] }],
    averaged: false,
  }
  const photographs = result.photographs.map(({ failed, ...choices }) => ({
    ...choices,
    failed: failed.map(({ name, error }) => ({ name, error: error.message })),
  }))
  const data = { ...evaluationJson(evaluation), photographs }
  const section = fieldSection(result)
  await writeEvaluation(output, evaluation, { title: 'in the field', data })
  await writeFileAtomic(join(output, 'card.md'), section)
  process.stderr.write(`results written to ${output}\n`)
  process.stdout.write(section)
}

/** @throws PartialEvaluation if a picture could not be measured. */
function requireAll({ pairs, jpeg, photographs }: FieldResult): void {
  const parts = [
    ...[...pairs, ...jpeg].flatMap(({ title, result }) => (result ? [{ title, ...result }] : [])),
    ...photographs.map(({ photographs: images, ...choices }) => ({ images, ...choices })),
  ]
  const failed = parts.flatMap(({ title, failed }): FailedImage[] =>
    failed.map(({ name, error }) => ({ name: `${title}: ${name}`, error })),
  )
  const total = parts.reduce((sum, { images }) => sum + images.length, failed.length)
  if (failed.length > 0) throw new PartialEvaluation(failed, total)
}
