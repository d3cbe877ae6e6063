import { type SchemeRole } from '../generic/scheme.js';

/** The files of an official document by role, with what senders call them. Names are in general use, not of a standard's text. */
export const ROLES: readonly SchemeRole[] = [
  { role: '正本', aliases: ['公文正本', '正文', '正式文件', '印制本'], min: 1, max: 1 },
  { role: '定稿', aliases: ['定稿文件', '签发稿'], min: 0, max: null },
  { role: '修改稿', aliases: ['历次修改稿', '花脸稿', '草稿', '修改过程稿'], min: 0, max: null },
  {
    role: '处理单',
    aliases: ['发文处理单', '收文处理单', '文件处理单', '发文稿纸', '收文办理单', '办文单', '处理笺', '阅办单'],
    min: 0,
    max: null,
  },
  { role: '附件', aliases: ['正文附件', '公文附件'], min: 0, max: null },
];

/** 紧急程度 */
export const URGENCIES: readonly string[] = [
  '特急',
  '加急',
  '急件',
  '平急',
  '特提',
  '紧急',
  '普通',
  '一般',
  '平件',
  '无',
];

/** 密级, without its period: `秘密★1年`. */
export const SECURITY_CLASSES: readonly string[] = ['公开', '内部', '非密', '普通', '秘密', '机密', '绝密', '无'];
