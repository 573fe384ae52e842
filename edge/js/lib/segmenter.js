// How far a text has been looked at for the end of its first claim: bf_segmenter, in memory of the host's.
import { segmenterSize } from './abi.js'

const scan = 0, last = 4, column = 8, midLine = 12

export class Segmenter {
  constructor(bytes = new Uint8Array(segmenterSize)) {
    this.bytes = bytes
  }

  clone() { return new Segmenter(this.bytes.slice()) }

  /** Ends the claim in progress after n bytes: the next begins there, in mid-line. */
  cut(n) {
    const view = new DataView(this.bytes.buffer)
    view.setInt32(column, view.getInt32(column, true) - (view.getUint32(scan, true) - n), true)
    view.setUint32(scan, 0, true)
    view.setUint32(last, 0, true)
    view.setUint8(midLine, 1)
  }
}
