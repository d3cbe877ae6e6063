/** documentation/README.txt: the same in every package, for whoever finds one without us. */
export const README_TEXT = `这是一个电子档案归档信息包(E-ARK AIP 2.2.0,单套 dantao/aip/v1)。
原文件在 representations/rep1/data/ 下,逐字节未改。
在本目录(含 METS.xml 的目录)中用公开工具即可核验:
  sha512sum -c manifest-sha512.txt        全部文件是否完好
  xmllint --noout METS.xml                目录清单 METS 1.12
  metadata/descriptive/record.json        移交方的著录(原样)
  metadata/other/findings.json            接收时的检查结果
  metadata/other/validation.json          有签名或印章时：逐个核验的事实与结论(validation.xml 为 ETSI 格式)
  metadata/preservation/premis.xml        摘要(SHA-256、SHA-512、SM3)、格式、事件
以上只证明包内一致;来源和时间由回执或台账证明。

This is an archival information package (E-ARK AIP 2.2.0, dantao/aip/v1).
The submitted files are under representations/rep1/data/, unchanged.
Check it with public tools, in the folder that holds METS.xml:
  sha512sum -c manifest-sha512.txt        every file is as it was
  xmllint --noout METS.xml                METS 1.12, the list of contents
  metadata/descriptive/record.json        what the sender declared, as sent
  metadata/other/findings.json            what was found on receipt
  metadata/other/validation.json          if signed or sealed: facts and verdict of each (validation.xml: in ETSI form)
  metadata/preservation/premis.xml        digests (SHA-256, SHA-512, SM3), formats, events
This proves that the package agrees with itself; origin and time are proven by the receipt or the ledger.
`;
