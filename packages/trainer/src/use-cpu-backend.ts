import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'

/** Activates tfjs's cpu backend, on which networks are built before they are traced. */
export async function useCpuBackend(): Promise<void> {
  tf.enableProdMode() // without it tfjs advertises its Node backend on stderr
  await tf.setBackend('cpu')
}
