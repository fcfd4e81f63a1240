import { basename } from "node:path";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
// node_modules/pbf/index.js
const SHIFT_LEFT_32 = 4294967296;
const SHIFT_RIGHT_32 = 1 / SHIFT_LEFT_32;
const TEXT_DECODER_MIN_LENGTH = 12;
const utf8TextDecoder = typeof TextDecoder === "undefined" ? null : new TextDecoder("utf-8");
const PBF_VARINT = 0;
const PBF_FIXED64 = 1;
const PBF_BYTES = 2;
const PBF_FIXED32 = 5;
var PbfReader = class {
	/**
	* @param {Uint8Array | ArrayBuffer} buf
	*/
	constructor(buf) {
		this.buf = ArrayBuffer.isView(buf) ? buf : new Uint8Array(buf);
		this.dataView = new DataView(this.buf.buffer, this.buf.byteOffset, this.buf.byteLength);
		this.pos = 0;
		this.type = 0;
		this._valueStart = -1;
		this.length = this.buf.length;
	}
	/**
	* @template T
	* @param {(tag: number, result: T, pbf: PbfReader) => void} readField
	* @param {T} result
	* @param {number} [end]
	*/
	readFields(readField, result, end = this.length) {
		let field;
		while (field = this.nextField(end)) readField(field, result, this);
		return result;
	}
	/**
	* @template T
	* @param {(tag: number, result: T, pbf: PbfReader) => void} readField
	* @param {T} result
	*/
	readMessage(readField, result) {
		return this.readFields(readField, result, this.readVarint() + this.pos);
	}
	readFixed32() {
		const val = this.dataView.getUint32(this.pos, true);
		this.pos += 4;
		return val;
	}
	readSFixed32() {
		const val = this.dataView.getInt32(this.pos, true);
		this.pos += 4;
		return val;
	}
	readFixed64() {
		const val = this.dataView.getUint32(this.pos, true) + this.dataView.getUint32(this.pos + 4, true) * SHIFT_LEFT_32;
		this.pos += 8;
		return val;
	}
	readSFixed64() {
		const val = this.dataView.getUint32(this.pos, true) + this.dataView.getInt32(this.pos + 4, true) * SHIFT_LEFT_32;
		this.pos += 8;
		return val;
	}
	readFloat() {
		const val = this.dataView.getFloat32(this.pos, true);
		this.pos += 4;
		return val;
	}
	readDouble() {
		const val = this.dataView.getFloat64(this.pos, true);
		this.pos += 8;
		return val;
	}
	/**
	* @param {boolean} [isSigned]
	*/
	readVarint(isSigned) {
		const buf = this.buf;
		const b0 = buf[this.pos++];
		if (b0 < 128) return b0;
		let val = b0 & 127, b;
		b = buf[this.pos++];
		val |= (b & 127) << 7;
		if (b < 128) return val;
		b = buf[this.pos++];
		val |= (b & 127) << 14;
		if (b < 128) return val;
		b = buf[this.pos++];
		val |= (b & 127) << 21;
		if (b < 128) return val;
		b = buf[this.pos];
		val |= (b & 15) << 28;
		return readVarintRemainder(val, isSigned, this);
	}
	readSVarint() {
		const num = this.readVarint();
		return num % 2 === 1 ? (num + 1) / -2 : num / 2;
	}
	readBoolean() {
		return Boolean(this.readVarint());
	}
	readString() {
		const end = this.readVarint() + this.pos;
		const pos = this.pos;
		this.pos = end;
		if (end - pos >= TEXT_DECODER_MIN_LENGTH && utf8TextDecoder) return utf8TextDecoder.decode(this.buf.subarray(pos, end));
		return readUtf8(this.buf, pos, end);
	}
	readBytes() {
		const end = this.readVarint() + this.pos, buffer = this.buf.subarray(this.pos, end);
		this.pos = end;
		return buffer;
	}
	/**
	* @param {number[]} [arr]
	* @param {boolean} [isSigned]
	*/
	readPackedVarint(arr = [], isSigned) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readVarint(isSigned));
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedSVarint(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readSVarint());
		return arr;
	}
	/** @param {boolean[]} [arr] */
	readPackedBoolean(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readBoolean());
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedFloat(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readFloat());
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedDouble(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readDouble());
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedFixed32(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readFixed32());
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedSFixed32(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readSFixed32());
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedFixed64(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readFixed64());
		return arr;
	}
	/** @param {number[]} [arr] */
	readPackedSFixed64(arr = []) {
		const end = this.readPackedEnd();
		while (this.pos < end) arr.push(this.readSFixed64());
		return arr;
	}
	readPackedEnd() {
		return this.type === PBF_BYTES ? this.readVarint() + this.pos : this.pos + 1;
	}
	/**
	* Advance to the next field. Returns the field number, or 0 at end-of-message.
	* @param {number} [end]
	*/
	nextField(end = this.length) {
		if (this.pos === this._valueStart) this.skip(this.type);
		if (this.pos >= end) return 0;
		const tag = this.readVarint();
		this.type = tag & 7;
		this._valueStart = this.pos;
		return tag >>> 3;
	}
	/** @param {number} val */
	skip(val) {
		const type = val & 7;
		if (type === PBF_VARINT) while (this.buf[this.pos++] > 127);
		else if (type === PBF_BYTES) this.pos = this.readVarint() + this.pos;
		else if (type === PBF_FIXED32) this.pos += 4;
		else if (type === PBF_FIXED64) this.pos += 8;
		else throw new Error(`Unimplemented type: ${type}`);
	}
};
var PbfWriter = class {
	/**
	* @param {Uint8Array | ArrayBuffer} [buf]
	*/
	constructor(buf = /* @__PURE__ */ new Uint8Array(16)) {
		this.buf = ArrayBuffer.isView(buf) ? buf : new Uint8Array(buf);
		this.dataView = new DataView(this.buf.buffer, this.buf.byteOffset, this.buf.byteLength);
		this.pos = 0;
		this.length = this.buf.length;
	}
	/**
	* @param {number} tag
	* @param {number} type
	*/
	writeTag(tag, type) {
		this.writeVarint(tag << 3 | type);
	}
	/** @param {number} min */
	realloc(min) {
		let length = this.length || 16;
		while (length < this.pos + min) length *= 2;
		if (length !== this.length) {
			const buf = new Uint8Array(length);
			buf.set(this.buf);
			this.buf = buf;
			this.dataView = new DataView(buf.buffer);
			this.length = length;
		}
	}
	finish() {
		this.length = this.pos;
		this.pos = 0;
		return this.buf.subarray(0, this.length);
	}
	/** @param {number} val */
	writeFixed32(val) {
		this.realloc(4);
		this.dataView.setInt32(this.pos, val, true);
		this.pos += 4;
	}
	/** @param {number} val */
	writeSFixed32(val) {
		this.realloc(4);
		this.dataView.setInt32(this.pos, val, true);
		this.pos += 4;
	}
	/** @param {number} val */
	writeFixed64(val) {
		this.realloc(8);
		this.dataView.setInt32(this.pos, val & -1, true);
		this.dataView.setInt32(this.pos + 4, Math.floor(val * SHIFT_RIGHT_32), true);
		this.pos += 8;
	}
	/** @param {number} val */
	writeSFixed64(val) {
		this.realloc(8);
		this.dataView.setInt32(this.pos, val & -1, true);
		this.dataView.setInt32(this.pos + 4, Math.floor(val * SHIFT_RIGHT_32), true);
		this.pos += 8;
	}
	/** @param {number} val */
	writeVarint(val) {
		val = +val || 0;
		if (val >= 0 && val < 128) {
			if (this.pos >= this.length) this.realloc(1);
			this.buf[this.pos++] = val;
			return;
		}
		if (val > 268435455 || val < 0) {
			writeBigVarint(val, this);
			return;
		}
		this.realloc(4);
		this.buf[this.pos++] = val & 127 | (val > 127 ? 128 : 0);
		if (val <= 127) return;
		this.buf[this.pos++] = (val >>>= 7) & 127 | (val > 127 ? 128 : 0);
		if (val <= 127) return;
		this.buf[this.pos++] = (val >>>= 7) & 127 | (val > 127 ? 128 : 0);
		if (val <= 127) return;
		this.buf[this.pos++] = val >>> 7 & 127;
	}
	/** @param {number} val */
	writeSVarint(val) {
		this.writeVarint(val < 0 ? -val * 2 - 1 : val * 2);
	}
	/** @param {boolean} val */
	writeBoolean(val) {
		this.writeVarint(+val);
	}
	/** @param {string} str */
	writeString(str) {
		str = String(str);
		this.realloc(str.length * 4);
		this.pos++;
		const startPos = this.pos;
		this.pos = writeUtf8(this.buf, str, this.pos);
		const len = this.pos - startPos;
		if (len >= 128) makeRoomForExtraLength(startPos, len, this);
		this.pos = startPos - 1;
		this.writeVarint(len);
		this.pos += len;
	}
	/** @param {number} val */
	writeFloat(val) {
		this.realloc(4);
		this.dataView.setFloat32(this.pos, val, true);
		this.pos += 4;
	}
	/** @param {number} val */
	writeDouble(val) {
		this.realloc(8);
		this.dataView.setFloat64(this.pos, val, true);
		this.pos += 8;
	}
	/** @param {Uint8Array} buffer */
	writeBytes(buffer) {
		const len = buffer.length;
		this.writeVarint(len);
		this.realloc(len);
		this.buf.set(buffer, this.pos);
		this.pos += len;
	}
	/**
	* @template T
	* @param {(obj: T, pbf: PbfWriter) => void} fn
	* @param {T} obj
	*/
	writeRawMessage(fn, obj) {
		this.pos++;
		const startPos = this.pos;
		fn(obj, this);
		const len = this.pos - startPos;
		if (len >= 128) makeRoomForExtraLength(startPos, len, this);
		this.pos = startPos - 1;
		this.writeVarint(len);
		this.pos += len;
	}
	/**
	* @template T
	* @param {number} tag
	* @param {(obj: T, pbf: PbfWriter) => void} fn
	* @param {T} obj
	*/
	writeMessage(tag, fn, obj) {
		this.writeTag(tag, PBF_BYTES);
		this.writeRawMessage(fn, obj);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedVarint(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedVarint, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedSVarint(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedSVarint, arr);
	}
	/**
	* @param {number} tag
	* @param {boolean[]} arr
	*/
	writePackedBoolean(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedBoolean, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedFloat(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedFloat, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedDouble(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedDouble, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedFixed32(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedFixed32, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedSFixed32(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedSFixed32, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedFixed64(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedFixed64, arr);
	}
	/**
	* @param {number} tag
	* @param {number[]} arr
	*/
	writePackedSFixed64(tag, arr) {
		if (arr.length) this.writeMessage(tag, writePackedSFixed64, arr);
	}
	/**
	* @param {number} tag
	* @param {Uint8Array} buffer
	*/
	writeBytesField(tag, buffer) {
		this.writeTag(tag, PBF_BYTES);
		this.writeBytes(buffer);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeFixed32Field(tag, val) {
		this.writeTag(tag, PBF_FIXED32);
		this.writeFixed32(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeSFixed32Field(tag, val) {
		this.writeTag(tag, PBF_FIXED32);
		this.writeSFixed32(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeFixed64Field(tag, val) {
		this.writeTag(tag, PBF_FIXED64);
		this.writeFixed64(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeSFixed64Field(tag, val) {
		this.writeTag(tag, PBF_FIXED64);
		this.writeSFixed64(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeVarintField(tag, val) {
		this.writeTag(tag, PBF_VARINT);
		this.writeVarint(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeSVarintField(tag, val) {
		this.writeTag(tag, PBF_VARINT);
		this.writeSVarint(val);
	}
	/**
	* @param {number} tag
	* @param {string} str
	*/
	writeStringField(tag, str) {
		this.writeTag(tag, PBF_BYTES);
		this.writeString(str);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeFloatField(tag, val) {
		this.writeTag(tag, PBF_FIXED32);
		this.writeFloat(val);
	}
	/**
	* @param {number} tag
	* @param {number} val
	*/
	writeDoubleField(tag, val) {
		this.writeTag(tag, PBF_FIXED64);
		this.writeDouble(val);
	}
	/**
	* @param {number} tag
	* @param {boolean} val
	*/
	writeBooleanField(tag, val) {
		this.writeVarintField(tag, +val);
	}
};
/**
* @param {number} l
* @param {boolean | undefined} s
* @param {PbfReader} p
*/
function readVarintRemainder(l, s, p) {
	const buf = p.buf;
	let h, b;
	b = buf[p.pos++];
	h = (b & 112) >> 4;
	if (b < 128) return toNum(l, h, s);
	b = buf[p.pos++];
	h |= (b & 127) << 3;
	if (b < 128) return toNum(l, h, s);
	b = buf[p.pos++];
	h |= (b & 127) << 10;
	if (b < 128) return toNum(l, h, s);
	b = buf[p.pos++];
	h |= (b & 127) << 17;
	if (b < 128) return toNum(l, h, s);
	b = buf[p.pos++];
	h |= (b & 127) << 24;
	if (b < 128) return toNum(l, h, s);
	b = buf[p.pos++];
	h |= (b & 1) << 31;
	if (b < 128) return toNum(l, h, s);
	throw new Error("Expected varint not more than 10 bytes");
}
/**
* @param {number} low
* @param {number} high
* @param {boolean} [isSigned]
*/
function toNum(low, high, isSigned) {
	return isSigned ? high * 4294967296 + (low >>> 0) : (high >>> 0) * 4294967296 + (low >>> 0);
}
/**
* @param {number} val
* @param {PbfWriter} pbf
*/
function writeBigVarint(val, pbf) {
	let low, high;
	if (val >= 0) {
		low = val % 4294967296 | 0;
		high = val / 4294967296 | 0;
	} else {
		low = ~(-val % 4294967296);
		high = ~(-val / 4294967296);
		if (low ^ 4294967295) low = low + 1 | 0;
		else {
			low = 0;
			high = high + 1 | 0;
		}
	}
	if (val >= 0x10000000000000000 || val < -0x10000000000000000) throw new Error("Given varint doesn't fit into 10 bytes");
	pbf.realloc(10);
	writeBigVarintLow(low, high, pbf);
	writeBigVarintHigh(high, pbf);
}
/**
* @param {number} high
* @param {number} low
* @param {PbfWriter} pbf
*/
function writeBigVarintLow(low, high, pbf) {
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos++] = low & 127 | 128;
	low >>>= 7;
	pbf.buf[pbf.pos] = low & 127;
}
/**
* @param {number} high
* @param {PbfWriter} pbf
*/
function writeBigVarintHigh(high, pbf) {
	const lsb = (high & 7) << 4;
	pbf.buf[pbf.pos++] |= lsb | ((high >>>= 3) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127 | ((high >>>= 7) ? 128 : 0);
	if (!high) return;
	pbf.buf[pbf.pos++] = high & 127;
}
/**
* @param {number} startPos
* @param {number} len
* @param {PbfWriter} pbf
*/
function makeRoomForExtraLength(startPos, len, pbf) {
	const extraLen = len <= 16383 ? 1 : len <= 2097151 ? 2 : len <= 268435455 ? 3 : Math.floor(Math.log(len) / (Math.LN2 * 7));
	pbf.realloc(extraLen);
	pbf.buf.copyWithin(startPos + extraLen, startPos, pbf.pos);
}
/**
* Packed varints often dominate encode time, so write the bytes inline
* through a local buffer pointer rather than calling writeVarint per element,
* falling back to writeVarint only for negatives or near the buffer's end.
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedVarint(arr, pbf) {
	const n = arr.length;
	let buf = pbf.buf, pos = pbf.pos, limit = pbf.length;
	for (let i = 0; i < n; i++) {
		let val = arr[i];
		if (val < 0 || pos + 10 > limit) {
			pbf.pos = pos;
			pbf.writeVarint(val);
			buf = pbf.buf;
			pos = pbf.pos;
			limit = pbf.length;
			continue;
		}
		while (val > 127) {
			buf[pos++] = val % 128 | 128;
			val = Math.floor(val / 128);
		}
		buf[pos++] = val;
	}
	pbf.pos = pos;
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedSVarint(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeSVarint(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedFloat(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeFloat(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedDouble(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeDouble(arr[i]);
}
/**
* @param {boolean[]} arr
* @param {PbfWriter} pbf
*/
function writePackedBoolean(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeBoolean(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedFixed32(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeFixed32(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedSFixed32(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeSFixed32(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedFixed64(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeFixed64(arr[i]);
}
/**
* @param {number[]} arr
* @param {PbfWriter} pbf
*/
function writePackedSFixed64(arr, pbf) {
	for (let i = 0; i < arr.length; i++) pbf.writeSFixed64(arr[i]);
}
/**
* @param {Uint8Array} buf
* @param {number} pos
* @param {number} end
*/
function readUtf8(buf, pos, end) {
	let str = "";
	let i = pos;
	while (i < end) {
		const b0 = buf[i];
		let c = null;
		let bytesPerSequence = b0 > 239 ? 4 : b0 > 223 ? 3 : b0 > 191 ? 2 : 1;
		if (i + bytesPerSequence > end) break;
		let b1, b2, b3;
		if (bytesPerSequence === 1) {
			if (b0 < 128) c = b0;
		} else if (bytesPerSequence === 2) {
			b1 = buf[i + 1];
			if ((b1 & 192) === 128) {
				c = (b0 & 31) << 6 | b1 & 63;
				if (c <= 127) c = null;
			}
		} else if (bytesPerSequence === 3) {
			b1 = buf[i + 1];
			b2 = buf[i + 2];
			if ((b1 & 192) === 128 && (b2 & 192) === 128) {
				c = (b0 & 15) << 12 | (b1 & 63) << 6 | b2 & 63;
				if (c <= 2047 || c >= 55296 && c <= 57343) c = null;
			}
		} else if (bytesPerSequence === 4) {
			b1 = buf[i + 1];
			b2 = buf[i + 2];
			b3 = buf[i + 3];
			if ((b1 & 192) === 128 && (b2 & 192) === 128 && (b3 & 192) === 128) {
				c = (b0 & 15) << 18 | (b1 & 63) << 12 | (b2 & 63) << 6 | b3 & 63;
				if (c <= 65535 || c >= 1114112) c = null;
			}
		}
		if (c === null) {
			c = 65533;
			bytesPerSequence = 1;
		} else if (c > 65535) {
			c -= 65536;
			str += String.fromCharCode(c >>> 10 & 1023 | 55296);
			c = 56320 | c & 1023;
		}
		str += String.fromCharCode(c);
		i += bytesPerSequence;
	}
	return str;
}
/**
* @param {Uint8Array} buf
* @param {string} str
* @param {number} pos
*/
function writeUtf8(buf, str, pos) {
	for (let i = 0, c, lead; i < str.length; i++) {
		c = str.charCodeAt(i);
		if (c > 55295 && c < 57344) {
			if (lead) {
				if (c < 56320) {
					buf[pos++] = 239;
					buf[pos++] = 191;
					buf[pos++] = 189;
					lead = c;
					continue;
				} else {
					c = lead - 55296 << 10 | c - 56320 | 65536;
					lead = null;
				}
			} else {
				if (c > 56319 || i + 1 === str.length) {
					buf[pos++] = 239;
					buf[pos++] = 191;
					buf[pos++] = 189;
				} else lead = c;
				continue;
			}
		} else if (lead) {
			buf[pos++] = 239;
			buf[pos++] = 191;
			buf[pos++] = 189;
			lead = null;
		}
		if (c < 128) buf[pos++] = c;
		else {
			if (c < 2048) buf[pos++] = c >> 6 | 192;
			else {
				if (c < 65536) buf[pos++] = c >> 12 | 224;
				else {
					buf[pos++] = c >> 18 | 240;
					buf[pos++] = c >> 12 & 63 | 128;
				}
				buf[pos++] = c >> 6 & 63 | 128;
			}
			buf[pos++] = c & 63 | 128;
		}
	}
	return pos;
}
const FIXED64 = 1;
const FIXED32 = 5;
/** Large enough for dozens of nodes, small enough to be read once for each tensor. */
const WINDOW_BYTES = 8192;
/** Longest tag and length together. */
const MAX_HEAD_BYTES = 20;
/** @param file descriptor of the open file. @param size of the file, in bytes. */
function createFieldReader(file, size) {
	const window = Buffer.alloc(WINDOW_BYTES);
	const pbf = new PbfReader(window);
	let windowStart = 0;
	let windowEnd = 0;
	function see(start, end) {
		if (start >= windowStart && Math.min(end, size) <= windowEnd) return;
		windowStart = start;
		windowEnd = start + readSync(file, window, 0, WINDOW_BYTES, start);
	}
	function bytes(start, end) {
		if (end - start <= WINDOW_BYTES) {
			see(start, end);
			return Buffer.from(window.subarray(start - windowStart, end - windowStart));
		}
		const content = Buffer.alloc(end - start);
		readFully(file, content, start);
		return content;
	}
	/** There are thousands: a copy of the bytes of each would take longer than all else. */
	function text({ content, end }) {
		if (end - content > WINDOW_BYTES) return bytes(content, end).toString();
		see(content, end);
		return window.toString("utf8", content - windowStart, end - windowStart);
	}
	function fieldAt(start, limit) {
		see(start, start + MAX_HEAD_BYTES);
		pbf.pos = start - windowStart;
		const tag = pbf.readVarint();
		const wireType = tag % 8;
		let value = 0;
		if (wireType === 0) value = pbf.readVarint(true);
		const length = wireType === 2 ? pbf.readVarint() : wireType === FIXED64 ? 8 : wireType === FIXED32 ? 4 : 0;
		const content = windowStart + pbf.pos;
		const end = content + length;
		if (!(wireType === 0 || wireType === 2 || wireType === FIXED64 || wireType === FIXED32) || tag < 8 || end > limit || content > windowEnd) throw new Error("This is not a valid ONNX file.");
		return {
			number: Math.floor(tag / 8),
			wireType,
			start,
			content,
			end,
			value
		};
	}
	return {
		*fields(start, end) {
			for (let position = start; position < end;) {
				const field = fieldAt(position, end);
				yield field;
				position = field.end;
			}
		},
		bytes,
		text
	};
}
/** Fill a buffer from a file. @throws Error if the file ends before. */
function readFully(file, buffer, position) {
	for (let done = 0; done < buffer.length;) {
		const count = readSync(file, buffer, done, buffer.length - done, position + done);
		if (count === 0) throw new Error("The file ended too early.");
		done += count;
	}
}
// src/model/onnx/graph.ts
/**
* Reads what the rewrite must know of an ONNX file: its nodes and constant tensors, with their places in the file.
* Source of the field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
*/
const MODEL = { graph: 7 };
const GRAPH = {
	node: 1,
	initializer: 5,
	input: 11,
	output: 12,
	valueInfo: 13
};
const NODE = {
	input: 1,
	output: 2,
	opType: 4,
	attribute: 5,
	domain: 7
};
const ATTRIBUTE$1 = {
	name: 1,
	integer: 3,
	tensor: 5,
	graph: 6,
	integers: 8,
	tensors: 10,
	graphs: 11
};
const TENSOR = {
	dims: 1,
	dataType: 2,
	segment: 3,
	int32Data: 5,
	int64Data: 7,
	name: 8,
	rawData: 9,
	externalData: 13,
	dataLocation: 14
};
const ENTRY = {
	key: 1,
	value: 2
};
const VALUE_INFO = { name: 1 };
/** The way from a `ValueInfoProto` to its shape: type, tensor_type, shape. */
const TO_SHAPE = [
	2,
	1,
	2
];
/** Run `work` on an open ONNX file. */
function withOnnxFile(path, work) {
	const file = openSync(path, "r");
	try {
		const { size } = fstatSync(file);
		return work(createFieldReader(file, size), file, size);
	} finally {
		closeSync(file);
	}
}
/** @param size of the file in bytes. @throws Error if it is not an ONNX file with one graph. */
function readGraph(reader, size) {
	const graphs = [...reader.fields(0, size)].filter(({ number }) => number === MODEL.graph);
	if (graphs.length !== 1) throw new Error("This is not a valid ONNX file.");
	const field = graphs[0];
	const nodes = [];
	const constants = /* @__PURE__ */ new Map();
	const exposed = /* @__PURE__ */ new Set();
	const externals = [];
	const outputs = [];
	const declaredRanks = /* @__PURE__ */ new Map();
	let hasSubgraphs = false;
	const addConstant = (tensor) => {
		constants.set(tensor.name, tensor);
		if (tensor.external !== void 0) externals.push(tensor.external);
	};
	/** Subgraphs see the names of the graphs around them. */
	const addSubgraph = (graph) => {
		hasSubgraphs = true;
		for (const part of reader.fields(graph.content, graph.end)) if (part.number === GRAPH.initializer) addExternal(part);
		else if (part.number === GRAPH.output) exposed.add(nameOf(reader, part, VALUE_INFO.name));
		else if (part.number === GRAPH.node) {
			const { node, attributes } = readNode(reader, part);
			for (const name of node.inputs) exposed.add(name);
			for (const attribute of attributes) readAttribute(attribute);
		}
	};
	const addExternal = (tensor) => {
		const { external } = readTensor(reader, tensor);
		if (external !== void 0) externals.push(external);
	};
	const readAttribute = (attribute) => {
		for (const part of reader.fields(attribute.content, attribute.end)) if (part.number === ATTRIBUTE$1.graph || part.number === ATTRIBUTE$1.graphs) addSubgraph(part);
		else if (part.number === ATTRIBUTE$1.tensor || part.number === ATTRIBUTE$1.tensors) addExternal(part);
	};
	for (const part of reader.fields(field.content, field.end)) if (part.number === GRAPH.initializer) addConstant(readTensor(reader, part));
	else if (part.number === GRAPH.input || part.number === GRAPH.output || part.number === GRAPH.valueInfo) {
		const name = nameOf(reader, part, VALUE_INFO.name);
		const [shape] = follow(reader, TO_SHAPE, part);
		if (shape !== void 0) declaredRanks.set(name, [...reader.fields(shape.content, shape.end)].length);
		if (part.number !== GRAPH.valueInfo) exposed.add(name);
		if (part.number === GRAPH.output) outputs.push(name);
	} else if (part.number === GRAPH.node) {
		const { node, attributes } = readNode(reader, part);
		nodes.push(node);
		const tensor = isConstant(node) ? constantValue(reader, attributes) : void 0;
		if (tensor !== void 0) addConstant({
			...readTensor(reader, tensor),
			name: node.outputs[0]
		});
		else for (const attribute of attributes) readAttribute(attribute);
	}
	return {
		field,
		nodes,
		constants,
		exposed,
		outputs,
		hasSubgraphs,
		declaredRanks,
		externals
	};
}
/** Return the fields that a path of field numbers leads to, in order. */
function follow(reader, path, message) {
	const [number, ...rest] = path;
	const found = [...reader.fields(message.content, message.end)].filter((field) => field.number === number);
	return rest.length === 0 ? found : found.flatMap((field) => follow(reader, rest, field));
}
/** Read the name of a message, such as that of a `ValueInfoProto`. @param number of the field with the name. */
function nameOf(reader, message, number = VALUE_INFO.name) {
	for (const part of reader.fields(message.content, message.end)) if (part.number === number) return reader.text(part);
	return "";
}
function readNode(reader, field) {
	const [inputs, outputs, attributes] = [
		[],
		[],
		[]
	];
	let [domain, opType] = ["", ""];
	for (const part of reader.fields(field.content, field.end)) if (part.number === NODE.input) inputs.push(reader.text(part));
	else if (part.number === NODE.output) outputs.push(reader.text(part));
	else if (part.number === NODE.attribute) attributes.push(part);
	else if (part.number === NODE.opType) opType = reader.text(part);
	else if (part.number === NODE.domain) domain = reader.text(part);
	const integers = new Map(attributes.map((attribute) => [nameOf(reader, attribute), integersOf(reader, attribute)]));
	return {
		node: {
			field,
			domain: domain === "ai.onnx" ? "" : domain,
			opType,
			inputs,
			outputs,
			integers
		},
		attributes
	};
}
function integersOf(reader, attribute) {
	return [...reader.fields(attribute.content, attribute.end)].filter(({ number }) => number === ATTRIBUTE$1.integer || number === ATTRIBUTE$1.integers).flatMap((field) => integers(reader, field));
}
function isConstant({ domain, opType, outputs }) {
	return domain === "" && opType === "Constant" && outputs.length === 1;
}
/** Find the tensor of a Constant node; undefined if it holds another kind of value. */
function constantValue(reader, attributes) {
	const value = attributes.find((attribute) => nameOf(reader, attribute, ATTRIBUTE$1.name) === "value");
	if (value === void 0) return void 0;
	return [...reader.fields(value.content, value.end)].find(({ number }) => number === ATTRIBUTE$1.tensor);
}
function readTensor(reader, field) {
	const fields = [...reader.fields(field.content, field.end)];
	const dims = [];
	let [name, dataType] = ["", 0];
	const entries = {};
	for (const part of fields) if (part.number === TENSOR.dims) dims.push(...integers(reader, part));
	else if (part.number === TENSOR.dataType) dataType = part.value;
	else if (part.number === TENSOR.name) name = reader.text(part);
	else if (part.number === TENSOR.externalData) entries[nameOf(reader, part, ENTRY.key)] = nameOf(reader, part, ENTRY.value);
	return {
		name,
		dataType,
		dims,
		fields,
		external: externalOf(entries)
	};
}
function externalOf({ location, offset = "0", length }) {
	if (location === void 0) return void 0;
	return {
		location,
		offset: Number(offset),
		length: length === void 0 ? void 0 : Number(length)
	};
}
/** Read a repeated integer field, whether it is packed or not. */
function integers(reader, field) {
	if (field.wireType === 0) return [field.value];
	const numbers = [];
	const bytes = reader.bytes(field.content, field.end);
	const packed = new PbfReader(bytes);
	while (packed.pos < bytes.length) numbers.push(packed.readVarint(true));
	return numbers;
}
// src/model/onnx/pieces.ts
/** Append bytes that are a field already. */
function append(writer, bytes) {
	writer.realloc(bytes.length);
	writer.buf.set(bytes, writer.pos);
	writer.pos += bytes.length;
}
// src/model/onnx/ranks.ts
/** The name of an operator as the tables of this folder have it. */
const operatorOf = ({ domain, opType }) => domain === "" ? opType : `${domain}:${opType}`;
/** Normalise the sum of two tensors, and may return the sum too, with the same rank. */
const NORMALIZED_SUMS = new Set(["SkipLayerNormalization", "SkipSimplifiedLayerNormalization"].map((name) => `com.microsoft:${name}`));
/** The output has the rank of the first input. */
const LIKE_FIRST = /* @__PURE__ */ new Set([
	...[
		"Conv",
		"BatchNormalization",
		"LayerNormalization",
		"SimplifiedLayerNormalization",
		"Softmax",
		"Slice",
		"Pad"
	],
	...[
		"Identity",
		"Cast",
		"Dropout",
		"Clip",
		"Relu",
		"Gelu",
		"Sigmoid",
		"Erf",
		"Tanh",
		"Sqrt",
		"Reciprocal",
		"Exp"
	],
	...[
		"Neg",
		"QuantizeLinear",
		"DequantizeLinear"
	],
	...[
		"Gelu",
		"QuickGelu",
		"FastGelu",
		"BiasGelu"
	].map((name) => `com.microsoft:${name}`),
	...NORMALIZED_SUMS
]);
/** The output has the rank of the largest input. */
const LIKE_LARGEST = /* @__PURE__ */ new Set([
	"Add",
	"Sub",
	"Mul",
	"Div",
	"Pow",
	"Where",
	"Equal"
]);
/** Multiply the last two dimensions of the first two inputs. */
const PRODUCTS = /* @__PURE__ */ new Set([
	"MatMul",
	"MatMulInteger",
	"com.microsoft:MatMulIntegerToFloat"
]);
/** Always give a tensor [batch, tokens, width]. */
const ATTENTIONS = /* @__PURE__ */ new Set(["com.microsoft:Attention", "com.microsoft:MultiHeadAttention"]);
/** @returns the ranks by name. A rank that is not certain is missing. */
function ranksOf(graph) {
	const ranks = new Map(graph.declaredRanks);
	const lengths = /* @__PURE__ */ new Map();
	for (const [name, { dims }] of graph.constants) {
		ranks.set(name, dims.length);
		if (dims.length === 1) lengths.set(name, dims[0]);
	}
	for (const node of graph.nodes) {
		const rank = rankOfOutput(node, ranks, lengths);
		const length = rank === 1 ? lengthOfOutput(node, ranks, lengths) : void 0;
		const outputs = NORMALIZED_SUMS.has(operatorOf(node)) ? node.outputs : node.outputs.slice(0, 1);
		for (const name of rank === void 0 ? [] : outputs) ranks.set(name, rank);
		if (length !== void 0) lengths.set(node.outputs[0], length);
	}
	return ranks;
}
function rankOfOutput(node, ranks, lengths) {
	const operator = operatorOf(node);
	const [first, second] = node.inputs.map((name) => ranks.get(name));
	if (LIKE_FIRST.has(operator)) return first;
	if (LIKE_LARGEST.has(operator)) return largest(node.inputs.map((name) => ranks.get(name)));
	if (PRODUCTS.has(operator)) return Math.min(first ?? 0, second ?? 0) >= 2 ? Math.max(first, second) : void 0;
	if (ATTENTIONS.has(operator)) return 3;
	switch (operator) {
		case "Shape": return 1;
		case "Transpose": return node.integers.get("perm")?.length ?? first;
		case "Reshape": return lengths.get(node.inputs[1]);
		case "Concat": return node.inputs.map((name) => ranks.get(name)).find((rank) => rank !== void 0);
		case "ReduceMean": return (node.integers.get("keepdims")?.[0] ?? 1) === 1 ? first : void 0;
		case "Gather": return first === void 0 || second === void 0 ? void 0 : first + second - 1;
		case "Unsqueeze": {
			const added = node.integers.get("axes")?.length ?? lengths.get(node.inputs[1] ?? "");
			return first === void 0 || added === void 0 ? void 0 : first + added;
		}
		default: return;
	}
}
/** Derive how many numbers a list has: a shape. */
function lengthOfOutput(node, ranks, lengths) {
	const [first = "", second = ""] = node.inputs;
	switch (operatorOf(node)) {
		case "Unsqueeze": return ranks.get(first) === 0 ? 1 : void 0;
		case "Cast":
		case "Identity": return lengths.get(first);
		case "Gather": return lengths.get(second);
		case "Concat": return node.inputs.map((name) => lengths.get(name)).reduce((sum, part) => sum === void 0 || part === void 0 ? void 0 : sum + part, 0);
		default: return;
	}
}
function largest(ranks) {
	return ranks.reduce((most, rank) => most === void 0 || rank === void 0 ? void 0 : Math.max(most, rank), 0);
}
// src/model/onnx/row-wise.ts
/** Compute each number from the numbers at the same place. Sources: see `unsigned-weights.ts`. */
const POINTWISE = /* @__PURE__ */ new Set([...[
	"Add",
	"Sub",
	"Mul",
	"Div",
	"Pow",
	"Sigmoid",
	"Erf",
	"Tanh",
	"Relu",
	"Sqrt",
	"Gelu",
	"Identity",
	"Cast"
], ...[
	"Gelu",
	"QuickGelu",
	"FastGelu",
	"BiasGelu"
].map((name) => `com.microsoft:${name}`)]);
const NORMALIZATIONS = /* @__PURE__ */ new Set(["LayerNormalization", "SimplifiedLayerNormalization"]);
/** True if the node reads tensors [batch, tokens, width] and constants, and treats all tokens alike and alone. */
function isRowWise(node, tensors) {
	const { constants, ranks, integers } = tensors;
	const operator = operatorOf(node);
	const inputs = node.inputs.filter((name) => name !== "");
	const [first, ...others] = inputs;
	const hasRows = (name) => !constants.has(name) && ranks.get(name) === 3;
	const areAllAlike = inputs.every((name) => hasRows(name) || isOneRow(constants.get(name)));
	if (POINTWISE.has(operator)) return areAllAlike && inputs.some(hasRows);
	if (first === void 0 || !hasRows(first)) return false;
	if (NORMALIZED_SUMS.has(operator)) return areAllAlike;
	if (!others.every((name) => constants.has(name))) return false;
	if (NORMALIZATIONS.has(operator)) return areAllAlike && isLast(node.integers.get("axis") ?? [-1]);
	if (operator === "MatMul") return constants.get(others[0])?.dims.length === 2;
	const axes = (input) => node.integers.get("axes") ?? integers(node.inputs[input]);
	if (operator === "ReduceMean") return (node.integers.get("keepdims")?.[0] ?? 1) === 1 && isLast(axes(1));
	if (operator === "Slice") return axes(3)?.every((axis) => axis !== 1 && axis !== -2) === true;
	return false;
}
/** True if a constant is the same for all tokens and pictures. */
function isOneRow(constant) {
	return constant !== void 0 && constant.dims.length <= 3 && constant.dims.slice(0, -1).every((size) => size === 1);
}
function isLast(axes) {
	return axes?.length === 1 && (axes[0] === -1 || axes[0] === 2);
}
// src/model/onnx/pooled-row.ts
/** The name of a tensor's first token. */
const firstOf = (tensor) => `picsift:first:${tensor}`;
/**
* Find the nodes that can work on the first token alone: those from which all ways lead to a Gather of this token.
* All of them compute each token alone, so the output stays the same but for rounding.
* @param output the only output that is needed. The others must be dropped.
* @param integers read a constant list of whole numbers, of one number at least.
* @returns undefined if there are none, or if something about them is not certain.
*/
function findPooledRow(graph, output, integers) {
	if (graph.hasSubgraphs || !graph.outputs.includes(output)) return void 0;
	const tensors = {
		constants: graph.constants,
		ranks: ranksOf(graph),
		integers
	};
	const used = nodesBehind(graph, output);
	const found = nodesOfOneRow(used, tensors);
	if (!used.some((node) => found.has(node) && operatorOf(node) === "MatMul")) return void 0;
	const short = new Set([...found].flatMap(({ outputs }) => outputs));
	const cuts = /* @__PURE__ */ new Map();
	const inputs = /* @__PURE__ */ new Map();
	const cut = /* @__PURE__ */ new Set();
	for (const node of used.filter((one) => found.has(one))) {
		const isLong = (name) => name !== "" && !short.has(name) && !graph.constants.has(name);
		const long = [...new Set(node.inputs.filter(isLong))];
		if (long.length === 0) continue;
		cuts.set(node, long.filter((name) => !cut.has(name)));
		for (const name of long) cut.add(name);
		inputs.set(node, node.inputs.map((name) => isLong(name) ? firstOf(name) : name));
	}
	const needed = new Set(used);
	return {
		cuts,
		inputs,
		short,
		unused: new Set(graph.nodes.filter((node) => !needed.has(node)))
	};
}
/** List the nodes that an output depends on, in their order. */
function nodesBehind({ nodes }, output) {
	const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
	const used = /* @__PURE__ */ new Set();
	const needed = [output];
	for (let name = needed.pop(); name !== void 0; name = needed.pop()) {
		const maker = makers.get(name);
		if (maker === void 0 || used.has(maker)) continue;
		used.add(maker);
		needed.push(...maker.inputs);
	}
	return nodes.filter((node) => used.has(node));
}
/** Find the row-wise nodes from which all ways lead to a Gather of the first token. @param used in order. */
function nodesOfOneRow(used, tensors) {
	const readers = /* @__PURE__ */ new Map();
	for (const node of used) for (const name of node.inputs) if (!tensors.constants.has(name)) readers.set(name, [...readers.get(name) ?? [], node]);
	const gathers = new Set(used.filter((node) => takesFirstToken(node, tensors)));
	const found = /* @__PURE__ */ new Set();
	for (const node of used.toReversed()) {
		const next = node.outputs.filter((name) => name !== "").flatMap((name) => readers.get(name) ?? []);
		if (next.length > 0 && next.every((reader) => gathers.has(reader) || found.has(reader)) && isRowWise(node, tensors)) found.add(node);
	}
	return found;
}
/** @returns true if it does, provided that a row-wise node made the data. */
function takesFirstToken(node, { integers }) {
	const axis = node.integers.get("axis")?.[0];
	const indices = integers(node.inputs[1]);
	return operatorOf(node) === "Gather" && (axis === 1 || axis === -2) && indices?.length === 1 && indices[0] === 0;
}
// src/model/onnx/pooled-row-fields.ts
/** Writes the changes that `pooled-row.ts` finds as fields of a graph. */
/** Name of the constant [0]. */
const FIRST = "picsift:first";
const AXIS = 1;
/** Longer lists of whole numbers are no axes and no index. */
const MAX_INTEGERS = 8;
/** Of `AttributeProto`. */
const ATTRIBUTE = {
	name: 1,
	integer: 3,
	type: 20
};
const INTEGER = 2;
/** @returns undefined if nothing changes. @throws Error if the file is not valid. */
function replaceForPooledRow(reader, size, chooseOutput) {
	const graph = readGraph(reader, size);
	const output = chooseOutput(graph.outputs);
	if (output === void 0) return void 0;
	const found = findPooledRow(graph, output, (name) => constantIntegers(reader, graph, name));
	return found && replacement(reader, graph, output, found);
}
function replacement(reader, graph, output, found) {
	const nodes = new Map(graph.nodes.map((node) => [node.field.start, node]));
	const [firstCut] = found.cuts.keys();
	return (field) => {
		const isDropped = field.number === GRAPH.output && nameOf(reader, field) !== output || field.number === GRAPH.valueInfo && found.short.has(nameOf(reader, field));
		const node = field.number === GRAPH.node ? nodes.get(field.start) : void 0;
		if (isDropped || node !== void 0 && found.unused.has(node)) return /* @__PURE__ */ new Uint8Array();
		const inputs = node && found.inputs.get(node);
		if (inputs === void 0) return void 0;
		const writer = new PbfWriter();
		if (node === firstCut) writer.writeMessage(GRAPH.initializer, putFirst, void 0);
		for (const tensor of found.cuts.get(node) ?? []) writer.writeMessage(GRAPH.node, putGather, tensor);
		writer.writeMessage(GRAPH.node, (one, message) => putNode(reader, one, inputs, message), node);
		return writer.finish();
	};
}
/** A list with one number, so that the tensors keep their three dimensions. */
function putFirst(_, writer) {
	writer.writeVarintField(TENSOR.dims, 1);
	writer.writeVarintField(TENSOR.dataType, 7);
	writer.writeStringField(TENSOR.name, FIRST);
	writer.writeBytesField(TENSOR.rawData, /* @__PURE__ */ new Uint8Array(8));
}
function putGather(tensor, writer) {
	for (const name of [tensor, FIRST]) writer.writeStringField(NODE.input, name);
	writer.writeStringField(NODE.output, firstOf(tensor));
	writer.writeStringField(NODE.opType, "Gather");
	writer.writeMessage(NODE.attribute, () => {
		writer.writeStringField(ATTRIBUTE.name, "axis");
		writer.writeVarintField(ATTRIBUTE.integer, AXIS);
		writer.writeVarintField(ATTRIBUTE.type, INTEGER);
	}, void 0);
}
function putNode(reader, { field }, inputs, writer) {
	for (const name of inputs) writer.writeStringField(NODE.input, name);
	for (const part of reader.fields(field.content, field.end)) if (part.number !== NODE.input) append(writer, reader.bytes(part.start, part.end));
}
/** Read a constant axis, index or list of these; undefined if it is anything else. */
function constantIntegers(reader, graph, name) {
	const tensor = name === void 0 || graph.exposed.has(name) ? void 0 : graph.constants.get(name);
	const count = tensor?.dims.reduce((product, size) => product * size, 1) ?? 0;
	if (tensor === void 0 || count > MAX_INTEGERS || tensor.external !== void 0) return void 0;
	const numbers = storedIntegers(reader, tensor);
	return numbers?.length === count ? numbers : void 0;
}
function storedIntegers(reader, { dataType, fields }) {
	if (dataType !== 6 && dataType !== 7) return void 0;
	const raw = fields.find(({ number }) => number === TENSOR.rawData);
	const data = dataType === 7 ? TENSOR.int64Data : TENSOR.int32Data;
	if (raw === void 0) return fields.filter(({ number }) => number === data).flatMap((f) => integers(reader, f));
	const bytes = Buffer.from(reader.bytes(raw.content, raw.end));
	const width = dataType === 7 ? 8 : 4;
	return Array.from({ length: Math.floor(bytes.length / width) }, (_, i) => width === 8 ? Number(bytes.readBigInt64LE(i * 8)) : bytes.readInt32LE(i * 4));
}
// src/model/onnx/mapped-weights.ts
/**
* Makes an ONNX model without its weights, which refers to their places in the file. onnxruntime then maps the file into
* memory instead of reading, parsing and copying it: CLIP's text half opens in 0.04 s instead of 0.55, without a second
* copy of the weights on the disk or in memory.
*/
/** Smaller tensors may be shapes, which onnxruntime wants to know before it maps anything. Bytes. */
const SMALLEST_MAPPED = 4096;
/** With less to map, nothing is gained. Bytes. */
const WORTH_MAPPING = 8e6;
/** Of `TensorProto.DataLocation`. */
const EXTERNAL = 1;
/**
* Make the model of an ONNX file without its weights. Takes a few milliseconds.
* @param chooseOutput if only one output is needed. Where the graph computes all tokens but takes the first one, the
* model saves the work of the others: that output changes by rounding alone (cosine above 0.9999999), and the other
* outputs are gone.
* @param worth how many bytes of weights are worth it.
* @returns undefined if there is little to map, for example because the weights are in another file already.
* @throws Error if the file is not valid.
*/
function withMappedWeights(path, chooseOutput, worth = WORTH_MAPPING) {
	return withOnnxFile(path, (reader, _, size) => {
		const replacement = chooseOutput && replaceForPooledRow(reader, size, chooseOutput);
		let mapped = 0;
		const writer = new PbfWriter();
		const copy = ({ start, end }) => append(writer, reader.bytes(start, end));
		const writeTensor = (tensor, raw) => {
			mapped += raw.end - raw.content;
			writer.writeMessage(GRAPH.initializer, () => {
				for (const part of reader.fields(tensor.content, tensor.end)) if (part.number !== TENSOR.rawData) copy(part);
				const place = {
					location: basename(path),
					offset: raw.content,
					length: raw.end - raw.content
				};
				for (const [key, value] of Object.entries(place)) writer.writeMessage(TENSOR.externalData, () => {
					writer.writeStringField(1, key);
					writer.writeStringField(2, String(value));
				}, void 0);
				writer.writeVarintField(TENSOR.dataLocation, EXTERNAL);
			}, void 0);
		};
		for (const field of reader.fields(0, size)) if (field.number !== MODEL.graph) copy(field);
		else writer.writeMessage(MODEL.graph, () => {
			for (const part of reader.fields(field.content, field.end)) {
				const raw = part.number === GRAPH.initializer ? largeData(reader, part) : void 0;
				const replaced = replacement?.(part);
				if (raw !== void 0) writeTensor(part, raw);
				else if (replaced !== void 0) append(writer, replaced);
				else copy(part);
			}
		}, void 0);
		return mapped < worth ? void 0 : writer.finish();
	});
}
/** Find the data of a tensor in the file, if there is much of it. */
function largeData(reader, tensor) {
	for (const part of reader.fields(tensor.content, tensor.end)) if (part.number === TENSOR.rawData && part.end - part.content >= SMALLEST_MAPPED) return part;
}
export { withMappedWeights };
