import { join } from 'node:path'
import { DataError, type Picture, type Task } from '@dfpir/core'
import { readPicture } from '@dfpir/datasets'
import type { Condition } from '@dfpir/detector'
import type { FailedImage, ImageScores, Restoring } from '@dfpir/evaluation'
import type { RgbPicture } from '@dfpir/images'
import type { PhotographFolder } from './open-field.js'

/** What blind mode does with a photograph. */
export interface PhotographChoice {
  readonly name: string
  /** The most probable condition, and its probability. */
  readonly condition: Condition
  readonly confidence: number
  /** What is repaired; nothing where the photograph is left alone. */
  readonly task?: Task
}

/** What blind mode does with pictures of one kind. */
export interface BlindChoices extends Pick<PhotographFolder, 'title' | 'task'> {
  readonly photographs: readonly PhotographChoice[]
}

/** What blind mode does with the photographs of a folder. */
export interface PhotographChoices extends BlindChoices {
  readonly failed: readonly FailedImage[]
}

/** A photograph, and what became of it. */
export interface RestoredPhotograph {
  readonly input: RgbPicture
  /** Restored as told; nothing where nobody was told. */
  readonly told?: Picture
  /** Restored in blind mode; nothing where it was left alone. */
  readonly blind?: Picture
}

export interface MeasurePhotographsOptions {
  /** Waited for after each photograph. */
  onPhotograph?(choice: PhotographChoice, pictures: RestoredPhotograph): Promise<void>
  signal?: AbortSignal
}

/**
 * Restores photographs in blind mode, and as told if `restoring` has that. One that cannot be read or restored is
 * remembered, and the others are still restored.
 */
export async function measurePhotographs(
  { title, task, folder, names }: PhotographFolder,
  restoring: Restoring & Required<Pick<Restoring, 'blind'>>,
  { onPhotograph, signal }: MeasurePhotographsOptions = {},
): Promise<PhotographChoices> {
  const photographs: PhotographChoice[] = []
  const failed: FailedImage[] = []
  for (const name of names) {
    signal?.throwIfAborted()
    try {
      const input = await readPicture(join(folder, name))
      const told = await restoring.oracle?.(input)
      const { picture: blind, detection } = await restoring.blind(input)
      const { condition, confidence } = detection
      const choice = { name, condition, confidence, ...(blind && { task: detection.task }) }
      photographs.push(choice)
      await onPhotograph?.(choice, { input, told, blind })
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      failed.push({ name, error })
    }
  }
  return { title, task, photographs, failed }
}

/** What blind mode did with a picture that was scored; nothing where it was not asked. */
export function choiceOf({ name, blind }: ImageScores): PhotographChoice[] {
  if (!blind) return []
  const { condition, confidence, leftAlone } = blind
  const task = leftAlone || condition === 'clean' || condition === 'unknown' ? undefined : condition
  return [{ name, condition, confidence, ...(task && { task }) }]
}
