/**
 * schemas/DILCISExtensionMETS.xsd of every package: the E-ARK attributes that METS.xml uses, the one schema that is not on every shelf.
 * Origin: github.com/DILCISBoard/E-ARK-CSIP, schema/DILCISExtensionMETS.xsd, commit 9ad7e2257e8e1714e7712fdbcb5ff5884fa9c1e3,
 * SHA-256 40844e8064de67cd1378028f65cdbbe72e94fa21fae2ab7ad9c1ac1adbe6aac1, unchanged. Licence: CC BY 4.0, DILCIS Board.
 */
export const DILCIS_SCHEMA = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
    targetNamespace="https://DILCIS.eu/XML/METS/CSIPExtensionMETS" elementFormDefault="qualified">
    <xs:attribute name="CONTENTINFORMATIONTYPE">
        <xs:simpleType>
            <xs:restriction base="xs:string">
                <xs:enumeration value="ERMS"/>
                <xs:enumeration value="SIARD1"/>
                <xs:enumeration value="SIARD2"/>
                <xs:enumeration value="SIARDDK"/>
                <xs:enumeration value="GeoData"/>
                <xs:enumeration value="citcarchival_v1_0"/>
                <xs:enumeration value="citsarchival_v1_0"/>
                <xs:enumeration value="csarchival_v1_0"/>
                <xs:enumeration value="citspremis_v1_0"/>
                <xs:enumeration value="cspremis_v1_0"/>
                <xs:enumeration value="citserms_v2_1"/>
                <xs:enumeration value="citserms_v3_0"/>
                <xs:enumeration value="citsehpj_v1_0"/>
                <xs:enumeration value="citsehpj_v2_0"/>
                <xs:enumeration value="citsehcr_v1_0"/>
                <xs:enumeration value="citssiard_v1_0"/>
                <xs:enumeration value="citsgeospatial_v3_0"/>
                <xs:enumeration value="cits3dpm_v1_0"/>
                <xs:enumeration value="MIXED"/>
                <xs:enumeration value="OTHER"/>
            </xs:restriction>
        </xs:simpleType>
    </xs:attribute>
    <xs:attribute name="OTHERCONTENTINFORMATIONTYPE" type="xs:string"/>
    <xs:attribute name="OAISPACKAGETYPE">
        <xs:simpleType>
            <xs:restriction base="xs:string">
                <xs:enumeration value="SIP"/>
                <xs:enumeration value="AIP"/>
                <xs:enumeration value="DIP"/>
                <xs:enumeration value="AIU"/>
                <xs:enumeration value="AIC"/>
            </xs:restriction>
        </xs:simpleType>
    </xs:attribute>
    <xs:attribute name="NOTETYPE">
        <xs:simpleType>
            <xs:restriction base="xs:string">
              <xs:enumeration value="SOFTWARE VERSION"/>
              <xs:enumeration value="IDENTIFICATIONCODE"/>
            </xs:restriction>
        </xs:simpleType>
    </xs:attribute>
    <xs:attribute name="OTHERTYPE" type="xs:string"/>
</xs:schema>
`;
