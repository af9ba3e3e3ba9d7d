/** The files in a detector's folder. Separate from `detector-model.ts`, which imports zod. */
export const modelFiles = { network: 'detector.onnx', description: 'detector.json' } as const
