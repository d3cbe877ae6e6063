import { findingOf, type FindingKind } from '../core/finding.js';

/** What the intake itself finds: the declaration against what arrived. */
export const INTAKE_FINDINGS = {
  RECORD_EMPTY: {
    severity: 'error',
    zh: '提交中没有任何文件。',
    action: 'Send at least one file with the record.',
    actionZh: '请至少随记录发送一个文件。',
  },
  BOOKING_DATA_UNMATCHED: {
    severity: 'warning',
    zh: '申报的入账数据对应 {found}，与记录中的凭证 {expected} 不符，未生成入账信息。',
    action:
      'Compare the number and issuer in the booking data with the voucher, then send booking information as a version.',
    actionZh: '请核对入账数据中的凭证号码和开具方，然后以补充版本提交入账信息。',
    clause: '财会〔2024〕11号 第三十一条',
  },
  BOOKING_DATA_UNUSED: {
    severity: 'info',
    zh: '记录中已有入账信息 {found}，未再按申报的入账数据生成。',
    action: 'Nothing, if the file is right.',
    actionZh: '如该文件无误，无需处理。',
  },
  FILE_MISSING: {
    severity: 'error',
    zh: '声明的文件 {where} 未收到（应有的部件：{expected}）。',
    action: 'Send a part with the declared name, or take the file out of the declaration.',
    actionZh: '请发送同名部件，或从声明中删除该文件。',
  },
  FILE_UNDECLARED: {
    severity: 'error',
    zh: '收到未声明的部件 {where}。',
    action: 'List the part under files[], or do not send it.',
    actionZh: '请在 files[] 中声明该部件，或不要发送。',
  },
  FILE_PART_REPEATED: {
    severity: 'error',
    zh: '部件 {where} 收到多次。',
    action: 'Give each file a part name of its own.',
    actionZh: '请为每个文件使用不同的部件名。',
  },
  FILE_NAME_REPEATED: {
    severity: 'error',
    zh: '文件名 {where} 与 {found} 相同，或仅大小写、Unicode 规范化形式不同。',
    action: 'Rename one of the two files: on another system they would become one.',
    actionZh: '请重命名其中一个文件：在其他系统上二者会合并为一个。',
  },
  FILE_NAME_UNSAFE: {
    severity: 'warning',
    zh: '文件名 {where} 不安全，已以 {found} 存入包中；原名保存在 PREMIS 中。',
    action: 'Nothing is lost. Use relative names without "..", control characters or backslashes.',
    actionZh: '未丢失任何内容。请使用不含 ".."、控制字符和反斜杠的相对路径。',
  },
  SIZE_MISMATCH: {
    severity: 'error',
    zh: '文件 {where} 声明 {expected} 字节，实收 {found} 字节。',
    action: 'Compare the file with its source and send it again, with the true size.',
    actionZh: '请与来源核对后以正确的大小重新发送。',
  },
  DIGEST_MISMATCH: {
    severity: 'error',
    zh: '文件 {where} 的摘要不符：声明 {expected}，计算 {found}。',
    action:
      'The file changed on the way or the digest belongs to another file: compare with the source and send again.',
    actionZh: '文件在途中被改动，或摘要属于其他文件：请与来源核对后重新发送。',
  },
  FONDS_UNKNOWN: {
    severity: 'error',
    zh: '全宗 {found} 不存在，或此密钥无权使用。',
    action: 'Use the code of a fonds that this key is allowed to submit to.',
    actionZh: '请使用此密钥有权提交的全宗号。',
  },
  CLASSIFIED_NOT_ALLOWED: {
    severity: 'error',
    zh: '本系统未声明用于处理涉密信息，拒绝接收国家秘密。',
    action: 'Send it to a system that is approved for state secrets. Nothing of it was kept here but source and time.',
    actionZh: '请送至经批准处理国家秘密的系统。此处除来源与时间外未保存任何内容。',
    clause: '保守国家秘密法',
  },
  SENDER_SIGNATURE_INVALID: {
    severity: 'error',
    zh: '发送方签名无效：{found}。',
    action: 'Sign the canonical declaration and digests with the registered key, then send again.',
    actionZh: '请用已登记的密钥对规范化的声明与摘要重新签名后发送。',
    clause: 'RFC 7515 5.2',
  },
  SENDER_KEY_UNKNOWN: {
    severity: 'error',
    zh: '未登记发送方密钥 {found}。',
    action: 'Register the public key for this principal, or send without a signature.',
    actionZh: '请为该主体登记公钥，或不带签名发送。',
  },
  BATCH_ENTRY_UNREADABLE: {
    severity: 'error',
    zh: '批次中的 {where} 无法读取。',
    action: 'Pack the batch again, and send this record again. One that is larger than 64 MiB goes in by itself.',
    actionZh: '请重新打包并重新发送该记录；超过 64 MiB 的文件请单独提交。',
  },
  BATCH_FILES_UNUSED: {
    severity: 'warning',
    zh: '批次中有不属于任何记录的文件，未归档：{found}。',
    action: 'Look whether a record of them is missing; what belongs to no record was not archived.',
    actionZh: '请检查是否缺少对应的记录；不属于任何记录的文件未归档。',
  },
  BATCH_COUNT_MISMATCH: {
    severity: 'warning',
    zh: '批次声明 {expected} 件，实有 {found} 件。',
    action: 'Compare the list of what was exported with the results; send what is missing in another batch.',
    actionZh: '请将导出清单与结果核对，缺少的记录另批发送。',
    clause: 'DA/T 70 GD-2-1',
  },
  BATCH_BYTES_MISMATCH: {
    severity: 'warning',
    zh: '批次声明文件共 {expected} 字节，实有 {found} 字节。',
    action: 'Compare the files with their source; send again what is missing or cut off.',
    actionZh: '请与来源核对文件，缺失或截断的请重新发送。',
    clause: 'DA/T 70 GD-2-2',
  },
  BATCH_AMOUNT_MISMATCH: {
    severity: 'warning',
    zh: '批次声明金额合计 {expected}，已收凭证金额合计 {found}。',
    action: 'Look at what was refused and at vouchers without an amount; compare with the ledger.',
    actionZh: '请查看被拒收的记录和没有金额的凭证，并与账簿核对。',
  },
  SAME_CONTENT_OTHER_DECLARATION: {
    severity: 'warning',
    zh: '同一来源的相同文件已作为记录 {found} 归档，但声明不同；两者均予保留。',
    action: 'Compare the two declarations; withdraw the one that is wrong.',
    actionZh: '请比对两份声明，撤回错误的一份。',
  },
  DUPLICATE_RECORD: {
    severity: 'warning',
    zh: '本全宗中记录 {found} 已有相同的文件（查重键相同），未重复保存。',
    action:
      'Nothing was stored twice: use the record that is named. If it is another matter, its files have to differ.',
    actionZh: '未重复保存，请使用所指的记录。如确属另一事项，其文件应当不同。',
  },
  RENDITION_ADDED: {
    severity: 'info',
    zh: '与记录 {found} 为同一事项的另一版式或副本，已作为其新版本保存。',
    action: 'Nothing needs to be done: both forms are kept under one record.',
    actionZh: '无需处理：两种版式保存在同一记录之下。',
  },
  SENT_AFTER_WITHDRAWAL: {
    severity: 'warning',
    zh: '同一提交此前归档为记录 {found}，该记录已撤回，本次未重新归档。',
    action: 'The record counts no longer. To archive it again, send it with another declaration, e.g. another title.',
    actionZh: '该记录已不再有效。如需重新归档，请修改申报内容（如题名）后再次提交。',
  },
  DUPLICATE_INCOMPARABLE: {
    severity: 'warning',
    zh: '查重键与已有记录 {found} 相同，但除编号外没有可供比对的内容，无法认定为同一文件的另一种形式。两者均予保留，待人工决定。',
    action: 'Compare both and decide: POST /v1/conflicts/{id}/decision. A declared amount or date would have told.',
    actionZh: '请比对两者并作出决定：POST /v1/conflicts/{id}/decision。申报金额或日期即可自动比对。',
  },
  DUPLICATE_CONFLICT: {
    severity: 'warning',
    zh: '查重键与已有记录相同而内容不同。已有记录 {expected}；本记录：{found}。两者均予保留，待人工决定。',
    action: 'Compare both and decide: POST /v1/conflicts/{id}/decision.',
    actionZh: '请比对两者并作出决定：POST /v1/conflicts/{id}/decision。',
  },
} as const satisfies Record<string, FindingKind>;

export const intakeFinding = findingOf<keyof typeof INTAKE_FINDINGS>(INTAKE_FINDINGS);

/** What a look at the store finds against the register. */
export const STORED_FINDINGS = {
  STORED_PACKAGE_MISSING: {
    severity: 'error',
    zh: '登记的档案包 {where} 在存储中不存在。',
    action: 'Look for the object in the store and its copies; restore it from a copy. Do not delete the record.',
    actionZh: '请在存储及其副本中查找该对象并从副本恢复。不要删除记录。',
  },
  STORED_PACKAGE_DIFFERS: {
    severity: 'error',
    zh: '存储的档案包 {where} 与登记不符：登记 {expected}，实际 {found}。',
    action: 'Keep the object as evidence, restore a good copy and find out who can write to the store.',
    actionZh: '请保留该对象作为证据，恢复完好副本，并查明谁能写入存储。',
  },
  STORED_PACKAGE_UNMENTIONED: {
    severity: 'warning',
    zh: '存储中的档案包 {where}（记录 {found}）没有任何登记提及。',
    action:
      'It was left by a submission that was never acknowledged. A re-send of that submission takes it over; nothing is deleted.',
    actionZh: '它由一次从未确认的提交留下；重新发送该提交即可接管。系统不会删除任何内容。',
  },
  STORED_OBJECT_FOREIGN: {
    severity: 'warning',
    zh: '存储中的对象 {where} 没有任何登记提及，也不是本系统会放在此处的档案包：{found}。',
    action: 'No re-send takes it over. Keep it, and find out who else can write to the store.',
    actionZh: '重新发送不会接管它。请保留该对象，并查明还有谁能写入存储。',
  },
} as const satisfies Record<string, FindingKind>;

export const storedFinding = findingOf<keyof typeof STORED_FINDINGS>(STORED_FINDINGS);
