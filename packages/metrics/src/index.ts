export { type ComparePicturesOptions, comparePictures, type PictureSimilarity } from './compare-pictures.js'
export type { SsimWindow } from './planes-ssim.js'
export { psnr, psnrLuma } from './psnr.js'
export { type SsimOptions, ssim, ssimLuma } from './ssim.js'
