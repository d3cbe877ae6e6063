// Records as an archive of invoices and vouchers has them: names of companies, numbers, amounts, days. The same number gives
// the same record, so that a question can be made for a record that is there.

const PLACES = '北京 上海 广州 深圳 杭州 南京 苏州 成都 重庆 武汉 西安 天津 青岛 长沙 郑州 宁波 无锡 合肥 济南 厦门 福州 昆明 沈阳 大连 哈尔滨 石家庄 南昌 贵阳 太原 兰州'.split(' '); // prettier-ignore
const TRADES = '科技 贸易 物流 建筑 电子 机械 医药 食品 文化传媒 信息技术 环保工程 新能源 纺织 化工 餐饮管理 酒店管理 广告 印刷 汽车销售 软件 咨询 教育 农业 装饰设计 供应链管理 人力资源'.split(' '); // prettier-ignore
const FORMS = [...Array(7).fill('有限公司'), ...Array(2).fill('有限责任公司'), '股份有限公司', '分公司', '经营部'];
const SYLLABLES = [
  ...'华鑫瑞恒泰盛达通联合众信诚安宏伟利丰源德和美嘉康明远博睿智云海天龙凤金银宝玉祥福禄寿喜春夏秋冬东西南北中正大光辉煌腾飞跃进步升平凯旋卓越创新发展世纪时代未来星辰朝阳',
];
const ITEMS =
  '办公用品 餐饮服务 住宿服务 运输服务 电脑配件 打印纸 咨询服务费 技术服务费 会议费 广告费 汽油 电费 房屋租赁 劳务费 软件使用费'.split(
    ' ',
  );
const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗'];

/** A fast generator of even numbers in [0, 1): splitmix32 over (seed, n). */
export function drawer(seed) {
  let state = (seed * 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state ^ (state >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
  };
}

const COMPANIES = 60_000;
/** Few companies trade often, most seldom (a square law). */
export function companyOf(number) {
  const draw = drawer(7_000_003 + number);
  const of = (list) => list[Math.floor(draw() * list.length)];
  const name =
    of(PLACES) + of(SYLLABLES) + of(SYLLABLES) + (draw() < 0.4 ? of(SYLLABLES) : '') + of(TRADES) + of(FORMS);
  const digits = String(Math.floor(draw() * 1e9)).padStart(9, '0');
  return { name, id: `91${110000 + Math.floor(draw() * 540000)}MA${digits}X`.slice(0, 18) };
}

export function recordOf(n, fonds) {
  const draw = drawer(n + 1);
  const seller = companyOf(Math.floor(draw() ** 2 * COMPANIES));
  // A unit pays for itself mostly: one name is on the greater part of what it keeps.
  const buyer = draw() < 0.6 ? companyOf(fonds) : companyOf(Math.floor(draw() ** 2 * COMPANIES));
  const day = new Date(Date.UTC(2021, 0, 1) + Math.floor((n / 1_000_000 + draw() * 0.02) * 5.8 * 365) * 86_400_000).toISOString().slice(0, 10); // prettier-ignore
  const cents = Math.floor(10 ** (2 + draw() * 5));
  const tax = Math.floor((cents * 6) / 106);
  const money = (c) => `${Math.floor(c / 100)}.${String(c % 100).padStart(2, '0')}`;
  const number = `26${String(11 + Math.floor(draw() * 50))}2000000${String(Math.floor(draw() * 1e9)).padStart(9, '0')}`;
  const item = ITEMS[Math.floor(draw() * ITEMS.length)];
  const fact = (key, type, text) => ({
    key,
    type,
    text,
    value: text,
    place: `/EInvoice/${key}`,
    file: '发票.xml',
    reader: 'cn-einvoice/1',
  });
  const facts = [
    fact('invoice-number', 'identifier', number), fact('issue-date', 'date', day),
    fact('invoice-type', 'code', draw() < 0.7 ? '电子发票（普通发票）' : '电子发票（增值税专用发票）'),
    fact('seller-name', 'text', seller.name), fact('seller-id', 'identifier', seller.id),
    fact('buyer-name', 'text', buyer.name), fact('buyer-id', 'identifier', buyer.id),
    fact('total-without-tax', 'amount', money(cents - tax)), fact('total-tax', 'amount', money(tax)), fact('total-with-tax', 'amount', money(cents)),
    fact('drawer', 'text', SURNAMES[Math.floor(draw() * SURNAMES.length)] + SYLLABLES[Math.floor(draw() * SYLLABLES.length)]),
    fact('item-name', 'text', item),
  ]; // prettier-ignore
  return {
    kind: draw() < 0.85 ? 'e-invoice' : 'accounting-document',
    title: `${seller.name} ${item} ${money(cents)}元`,
    creator: null,
    date: day,
    businessKey: `FP-${day.slice(0, 7)}-${String(n).padStart(8, '0')}`,
    facts,
    duplicateKey: `e-invoice:${number}`,
  };
}

/** UUIDv7 that grows with n. */
export function idOf(n, draw = drawer(n + 99)) {
  const hex = (count) => Array.from({ length: count }, () => Math.floor(draw() * 16).toString(16)).join('');
  const time = (1_700_000_000_000 + n * 10).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
}
