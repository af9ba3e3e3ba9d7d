export type { BlindMeans, BlindScores } from './blind-scores.js'
export { type CreateRestoringOptions, createRestoring } from './create-restoring.js'
export { type CsvCell, csvLine } from './csv-line.js'
export {
  type Average,
  averageOf,
  type EvaluateColumnsOptions,
  evaluateColumns,
  missingTitles,
  type NamedSet,
  picturesIn,
  type ScoredSet,
} from './evaluate-columns.js'
export {
  type BlindRestoration,
  type EvaluateSetOptions,
  type EvaluationResult,
  evaluateSet,
  type FailedImage,
  type ImageScores,
  type MeasuredPictures,
  type Restoring,
} from './evaluate-set.js'
export { evaluationJson, resultJson } from './evaluation-json.js'
export {
  type DegradedSetOptions,
  degradedSet,
  type EvaluationCase,
  type EvaluationSet,
  type EvaluationSetOptions,
  type NoiseSetOptions,
  noiseSet,
  type PairSetOptions,
  pairSet,
  testSet,
} from './evaluation-set.js'
export { findDataset } from './find-dataset.js'
export { formatCsv } from './format-csv.js'
export { formatHtmlTable } from './format-html-table.js'
export { formatLatexRows } from './format-latex.js'
export { formatMarkdown } from './format-markdown.js'
export { type FormatPageOptions, formatPage } from './format-page.js'
export { formatPictureTable } from './format-picture-table.js'
export { formatScoreTable } from './format-score-table.js'
export { formatTable } from './format-table.js'
export { type HtmlPageOptions, htmlPage } from './html.js'
export { type OpenSuiteOptions, openSuite } from './open-suite.js'
export { pageScript } from './page-script.js'
export {
  type PublishedScores,
  type PublishedTable,
  type PublishedTrial,
  paper,
  paperTables,
  paperTrials,
} from './paper-tables.js'
export { PartialEvaluation, requireComplete } from './partial-evaluation.js'
export { type PictureView, PictureViews, type PictureViewsOptions } from './picture-views.js'
export { reportFaults } from './report-faults.js'
export { type Evaluation, type ModelScores, type ScoreTable, scoreTable } from './score-table.js'
export type { ScoreOptions, Scores } from './scores.js'
export { formatSortableTable, type SortableCell, type SortableRow, type SortableTable } from './sortable-table.js'
export { type Suite, type SuiteColumn, type SuiteDataset, type SuiteName, suites } from './suites.js'
export { evaluationFiles, type WriteEvaluationOptions, writeEvaluation } from './write-evaluation.js'
