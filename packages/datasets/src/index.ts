export {
  type CheckDatasetOptions,
  checkDataset,
  type DatasetReport,
  type PixelRange,
  type SizeRange,
} from './check-dataset.js'
export { type CleanFolder, type CleanFolderOptions, openCleanFolder } from './clean-folder.js'
export { detectLayout, unrecognisedPairs } from './detect-layout.js'
export { cropMultiple, type EvaluationPairs, openEvaluationPairs } from './evaluation-pairs.js'
export { describeFaults, type Fault, type FaultKind, faultsError } from './faults.js'
export { findLayout, layouts } from './layouts/index.js'
export type { CleanLayout, Layout, PairLayout, Sides, Split } from './layouts/layout.js'
export { openList } from './list-file.js'
export { type ListImagesOptions, listImages, requireFolder } from './list-images.js'
export type { Matching, PartnerNames, PicturePair } from './match-partners.js'
export type { Batch, MixOptions } from './mix-batch.js'
export { type OpenDatasetOptions, openDataset, type PictureSet } from './open-dataset.js'
export { type OpenPairsOptions, openPairs, type PairFolder, type Size } from './pair-folder.js'
export { must, parseContent } from './parse-content.js'
export { EpochOrder, PatchSampler, type PatchSamplerOptions } from './patch-sampler.js'
export { PictureCache } from './picture-cache.js'
export type { ReadHeadsOptions } from './read-heads.js'
export { readGrey, readPicture } from './read-picture.js'
export { cutPatch, drawPlace, type PatchPlace } from './sample-patch.js'
export {
  findSharedPictures,
  requireUnshared,
  type SharedPicture,
  type SharedPictures,
  type TaskFiles,
  taskFiles,
} from './shared-pictures.js'
export { type DamageOptions, damage, type SecondDamage } from './training-damage.js'
export {
  type CheckTrainingDataOptions,
  type OpenTrainingDataOptions,
  openTrainingData,
  TrainingData,
} from './training-data.js'
export {
  noiseLevels,
  type ParsedEntry,
  promptLevels,
  resolvePaths,
  type TrainingEntry,
  trainingEntry,
} from './training-entry.js'
export {
  degradedSource,
  type PatchDamage,
  type PatchDegradation,
  type PatchScene,
  pairSource,
  type TrainingSample,
  type TrainingSource,
} from './training-source.js'
export { dihedral, flip, quarterTurns } from './transforms.js'
