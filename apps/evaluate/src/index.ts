export { checkOutput } from './evaluate/check-output.js'
export { PartialEvaluation } from './evaluate/partial-evaluation.js'
export { type RestoringOptions, restoringOf } from './evaluate/restoring-of.js'
export { tellFaults } from './evaluate/tell-faults.js'
