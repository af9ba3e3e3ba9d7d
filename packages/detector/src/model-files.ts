/** The files of a detector in its folder. They stand apart from `detector-model.ts`, which brings zod. */
export const modelFiles = { network: 'detector.onnx', description: 'detector.json' } as const
