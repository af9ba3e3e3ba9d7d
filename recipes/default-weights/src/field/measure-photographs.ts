import { join } from 'node:path'
import { DataError, type Picture, type Task } from '@dfpir/core'
import { readPicture } from '@dfpir/datasets'
import type { Condition } from '@dfpir/detector'
import type { FailedImage, ImageScores, Restoring } from '@dfpir/evaluation'
import type { RgbPicture } from '@dfpir/images'
import type { PhotographFolder } from './open-field.js'

/** The choice of blind mode for a photograph. */
export interface PhotographChoice {
  readonly name: string
  /** The most probable condition, and its probability. */
  readonly condition: Condition
  readonly confidence: number
  /** The task that is carried out; not set if the photograph is left alone. */
  readonly task?: Task
}

/** The choices of blind mode for pictures of one kind. */
export interface BlindChoices extends Pick<PhotographFolder, 'title' | 'task'> {
  readonly photographs: readonly PhotographChoice[]
}

/** The choices of blind mode for the photographs of a folder. */
export interface PhotographChoices extends BlindChoices {
  readonly failed: readonly FailedImage[]
}

/** A photograph before and after restoration. */
export interface RestoredPhotograph {
  readonly input: RgbPicture
  /** Restored with the task given; not set if there is none. */
  readonly taskGiven?: Picture
  /** Restored in blind mode; not set if left alone. */
  readonly blind?: Picture
}

export interface MeasurePhotographsOptions {
  /** Called and awaited after each photograph. */
  onPhotograph?(choice: PhotographChoice, pictures: RestoredPhotograph): Promise<void>
  signal?: AbortSignal
}

/**
 * Restores photographs in blind mode, and with the known task if `restoring` has one. If a photograph cannot be read or
 * restored, records the failure and continues.
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
      const taskGiven = await restoring.oracle?.(input)
      const { picture: blind, detection } = await restoring.blind(input)
      const { condition, confidence } = detection
      const choice = { name, condition, confidence, ...(blind && { task: detection.task }) }
      photographs.push(choice)
      await onPhotograph?.(choice, { input, taskGiven, blind })
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      failed.push({ name, error })
    }
  }
  return { title, task, photographs, failed }
}

/** Returns the choice of blind mode for a scored picture. Empty if blind mode was not measured. */
export function choiceOf({ name, blind }: ImageScores): PhotographChoice[] {
  if (!blind) return []
  const { condition, confidence, leftAlone } = blind
  const task = leftAlone || condition === 'clean' || condition === 'unknown' ? undefined : condition
  return [{ name, condition, confidence, ...(task && { task }) }]
}
