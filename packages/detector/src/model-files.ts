/** The network, which any reader of ONNX takes, and how to use it. */
export const modelFiles = { network: 'detector.onnx', description: 'detector.json' } as const
