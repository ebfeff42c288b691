// Names of members, fields and labels, and what a value under them is. Words in lower case, joined; a name matches by
// its last words, so `billing_contactPhone` is a `phone`, and an entry of more words wins over one of fewer.

/** What kind of value a name promises. `weak` ones need a price beside them; `code` needs an OAuth response around it. */
export type NamedKind =
  | 'password'
  | 'password-hash'
  | 'card'
  | 'security-code'
  | 'account'
  | 'china-id'
  | 'us-ssn'
  | 'identity'
  | 'phone'
  | 'email'
  | 'address'
  | 'ip'
  | 'credential'
  | 'private-key'
  | 'token'
  | 'session'
  | 'business'
  | 'business-weak'
  | 'code';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const BY_KIND: Readonly<Record<NamedKind, readonly string[]>> = {
  password: words(`password passwd pwd passphrase passcode userpass dbpass loginpass adminpass
    密码 口令 支付密码 交易密码 登录密码 cardpin atmpin pinnumber 通行码`),
  'password-hash': words(`passwordhash passwdhash pwdhash passhash hashedpassword passworddigest passdigest
    encryptedpassword passwordencrypted passwordmd5 passwordsha1 passwordsha256 passwordsha512 hashpassword
    passwordsalt pwdmd5 userhash credentialhash 密码哈希 密码散列 加密密码 密码摘要 哈希密码 密码md5`),
  card: words(`cardnumber cardno cardnum pan creditcard creditcardnumber creditcardno ccnumber ccno ccnum debitcard
    debitcardnumber primaryaccountnumber paymentcard paymentcardnumber bankcard bankcardno bankcardnumber cardpan
    银行卡号 信用卡号 借记卡号 储蓄卡号 卡号 银行卡 信用卡 支付卡号`),
  'security-code': words(`cvv cvc cvv2 cvc2 csc cvn cvd securitycode cardsecuritycode cardverificationvalue
    cardverificationcode cardcvc cardcvv 安全码 cvv码 cvc码 信用卡安全码 卡安全码 卡验证码`),
  account: words(`accountnumber accountno bankaccount bankaccountnumber bankaccountno beneficiaryaccount iban
    acctnumber acctno acctnum accountnum ibannumber payeeaccount 银行账号 银行账户 银行帐号 收款账号 对公账号 开户账号 收款账户
    付款账号 银行户号`),
  'china-id': words(`idnumber idcard idcardno idcardnumber identitynumber identitycard identitycardnumber
    identitycardno nationalid nationalidnumber citizenid citizenidnumber idno certno certificateno identityno
    身份证 身份证号 身份证号码 证件号 证件号码 公民身份号码 身份号码 身份证件号`),
  'us-ssn': words(
    'ssn socialsecuritynumber socialsecurityno socialsecurity taxid taxpayerid tin itin 社会安全号码',
  ),
  identity: words(`passportnumber passportno passport passportid nationalinsurancenumber nino hkid hkidnumber
    driverlicense driverlicensenumber driverslicense driverslicensenumber drivinglicense drivinglicencenumber
    licenseno driverlicenseno 护照号 护照号码 驾驶证号 港澳通行证号 社保号`),
  phone: words(`phone phonenumber phoneno phones mobile mobilephone mobilenumber mobileno tel telephone telno
    telephonenumber cellphone cell cellnumber whatsapp fax faxnumber msisdn contactnumber
    手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 座机 传真 联系号码 手机电话 固话`),
  email: words('email emailaddress emails mail mailaddress emailid 邮箱 电子邮箱 邮件地址 邮箱地址 电子邮件'),
  address:
    words(`address addr shippingaddress streetaddress addressline addressline1 addressline2 addressline3
    address1 address2 shipto deliverto billto street street1 street2 line1 line2 streetname addressdetail fulladdress postaladdress
    地址 收货地址 详细地址 家庭住址 寄件地址 住址 收件地址 发货地址 街道地址 居住地址 联系地址 通讯地址`),
  ip: words(`ip ipaddress ipaddr clientip remoteaddr remoteaddress remoteip sourceip ips xforwardedfor xrealip
    ipv4 ipv6 clientaddress ip地址 登录ip`),
  credential: words(`apikey apisecret secretkey clientsecret secretaccesskey appsecret appkey privatetoken
    webhooksecret signingsecret consumersecret encryptionkey accesskeysecret sharedsecret masterkey secret
    secrettoken accountkey storagekey subscriptionkey serverkey accesskey licensekey totpsecret otpsecret mfasecret
    registrationaccesstoken connectionstring credentials secretvalue signaturekey hmackey hmacsecret jwtsecret
    密钥 接口密钥 应用密钥 秘钥 访问密钥 私钥密码 签名密钥 apikey密钥`),
  'private-key': words('privatekey privkey sshkey privatekeypem signingkey tlskey pem 私钥'),
  token: words(`token accesstoken refreshtoken idtoken authtoken sessiontoken bearertoken usertoken apitoken
    authorizationtoken idtokenhint clientassertion assertion subjecttoken actortoken devicecode codeverifier
    authenticationtoken tokenaccess tokensaccess tokenrefresh tokensrefresh securitytoken jwt bearer personalaccesstoken pat bottoken oauthtoken refresh
    访问令牌 令牌 刷新令牌 授权令牌`),
  session: words(
    'sessionid sessid phpsessid jsessionid mcpsessionid sessionkey sessioncookie connectsid 会话id',
  ),
  business:
    words(`costprice unitcost purchaseprice purchasecost buyingprice wholesaleprice supplierprice supplycost
    grossmargin profitmargin netmargin marginrate marginpct marginpercent operatingmargin netprofit grossprofit cogs
    landedcost costofgoods costofgoodssold profit profitrate markuppercent markuprate floorprice costbasis itemcost
    productcost vendorprice factoryprice internalcost internalprice dealercost dealerprice suppliercost
    成本价 成本 进价 进货价 采购价 供货价 毛利率 利润率 毛利 利润 净利润 净利率 底价 成本单价 采购成本 出厂价 单位成本 利润额
    毛利额 加价率 供应商价格`),
  'business-weak': words('cost margin markup wholesale'),
  code: words('code authorizationcode authcode'),
};

/** Longer names that end like one above and are something else. */
const INNOCENT_NAMES: readonly string[] = words(`macaddress walletaddress contractaddress bindaddress
  listenaddress memoryaddress addresstype webaddress siteaddress baseaddress emailtemplate pagetoken nextpagetoken
  nexttoken continuationtoken progresstoken synctoken csrftoken xsrftoken prevtoken cancellationtoken 
  nextsynctoken pagingtoken skiptoken watermarktoken shippingcost deliverycost publicaccesskey publishablekey
  statuscode errorcode countrycode currencycode languagecode zipcode postcode postalcode couponcode promocode
  discountcode qrcode areacode barcode productcode responsecode exitcode hscode colorcode verificationcode
  cardtoken 成本中心 错误码 验证码 邀请码 优惠码 取件码 提货码 服务地址 网址 接口地址 网络地址 物理地址 mac地址
  geoip mobilecountrycode phonecountrycode phonetype`);

/** Last words of names whose values are numbers or ids of things: no run of digits under them is a card or a phone. */
export const IDENTIFYING_WORDS: readonly string[] = words(`id ids sku ean upc gtin isbn issn asin barcode
  serial order orders tracking trace span request transaction invoice receipt etag hash digest checksum md5 sha1 sha256
  version time times timestamp ts date datetime at exp iat nbf port size length count amount total price cents qty
  quantity lat lng lon latitude longitude coordinates imei iccid imsi vin cursor offset limit sub jti sid kid nonce
  state uuid guid ns ms us code key ref reference seq sequence index snowflake batch parcel waybill shipment shipping
  revision build commit epoch ttl duration weight rank score stock inventory balance points serialnumber
  订单号 单号 编号 时间 日期 价格 金额 数量 版本 流水号 运单号 快递单号 发票号码 发票号 条码 条形码 序列号 交易号 商品编号 订单编号
  物流单号 库存 销量 代码 信用代码`);

/** Words that count something: what, the word before says (`order number`, `tracking no`). */
export const COUNTING_WORDS: ReadonlySet<string> = new Set(['number', 'no', 'num', 'nr']);

/** Ends of names that were joined without a border between their words (`adminpassword`). */
export const TELLING_ENDS: readonly string[] = words(
  'password passwd cardnumber phonenumber mobilenumber emailaddress apikey secretkey clientsecret accesstoken refreshtoken costprice privatekey',
);

/** Units and fillers at the end of a name, passed over: `costPriceCents`, `marginPercent`, `password_value`. */
export const TRAILING_WORDS: ReadonlySet<string> = new Set(
  words(`cents usd eur cny rmb gbp yuan percent pct percentage amount value raw text string plain plaintext field
    input data full original old new current`),
);

/** Names that only say something together with the name of the object around: `card.number`, `phone.value`. */
export const GENERIC_NAMES: ReadonlySet<string> = new Set(
  words(
    'number no num value code address secret key hash raw text pin data token plain digits content amount cents full formatted detail line access refresh',
  ),
);

/** Kind by joined words. */
export const KIND_BY_NAME: ReadonlyMap<string, NamedKind | 'innocent'> = new Map<
  string,
  NamedKind | 'innocent'
>([
  ...Object.entries(BY_KIND).flatMap(([kind, names]) =>
    // `Object.entries` forgets that the names of a record are its keys.
    names.map((name) => [name, kind as NamedKind] as const),
  ),
  ...INNOCENT_NAMES.map((name) => [name, 'innocent'] as const),
]);
