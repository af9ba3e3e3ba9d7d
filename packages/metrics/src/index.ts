export {
  type ComparePicturesOptions,
  comparePictures,
  meanSimilarity,
  type PictureSimilarity,
} from './compare-pictures.js'
export { kendallDistance } from './kendall-distance.js'
export { psnr, psnrLuma } from './psnr.js'
export { silhouette } from './silhouette.js'
export type { SsimWindow } from './ssim.js'
export { type SsimOptions, ssim, ssimLuma } from './ssim.js'
