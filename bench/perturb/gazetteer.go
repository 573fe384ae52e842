package main

import "strings"

// The lists below let the program tell what a name is a name of, so that a person is exchanged for a person. Names of
// several words are joined by an underscore.

const maleNames = `Aaron Adam Adrian Alan Albert Alex Alexander Alfred Ali Allen Amir Andre Andrew Andy Anthony Antonio Arnold
Arthur Barry Ben Benjamin Bernard Bill Billy Bob Bobby Brad Bradley Brandon Brendan Brent Brett Brian Bruce Bruno Bryan Carl
Carlos Charles Charlie Chris Christian Christopher Clarence Claude Colin Craig Dale Dan Daniel Darren Dave David Dean Dennis Derek
Dick Dominic Don Donald Doug Douglas Duncan Dwight Ed Eddie Edward Edwin Elliott Eric Ernest Eugene Fernando Francis Francisco Frank
Franklin Fred Frederick Gary Gene Geoffrey George Gerald Gerard Gerhard Gilbert Glenn Gordon Graham Grant Greg Gregory Guy Hans Harold
Harry Harvey Hector Henry Herbert Howard Hugh Ian Isaac Ivan Jack Jacob Jacques Jake James Jamie Jason Jay Jean Jeff Jeffrey Jeremy
Jerry Jesse Jim Jimmy Joe Joel John Johnny Jon Jonathan Jordan Jorge Jose Joseph Josh Joshua Juan Julian Justin Karl Keith Ken
Kenneth Kevin Kofi Kurt Kyle Lance Larry Lawrence Lee Leo Leon Leonard Lewis Lloyd Lou Louis Lucas Luis Luke Malcolm Marc Marcus Mario
Mark Martin Marvin Matt Matthew Maurice Max Michael Miguel Mike Mitchell Mohamed Mohammed Morris Nathan Neil Nelson Nicholas Nick
Norman Oliver Oscar Osama Owen Patrick Paul Pedro Percy Perry Pete Peter Phil Philip Phillip Pierre Rafael Ralph Ramon Randy Ray
Raymond Reuben Ricardo Richard Rick Ricky Rob Robert Roberto Rodney Roger Roland Ron Ronald Ross Roy Rudy Russell Ryan Saddam Sam
Samuel Scott Sean Sergio Seth Shane Shaun Sidney Silvio Simon Stanley Stephen Steve Steven Stewart Stuart Ted Terry Theodore Thomas
Tim Timothy Toby Tod Todd Tom Tommy Tony Travis Trevor Tyler Victor Vincent Vladimir Walter Warren Wayne Wesley Will William Xavier
Yasser Zachary`

const femaleNames = `Abigail Agnes Alice Alicia Alison Amanda Amy Andrea Angela Ann Anna Anne Annie Barbara Beth Betty Brenda Bridget
Carla Carmen Carol Caroline Carolyn Catherine Cathy Charlotte Cheryl Christina Christine Cindy Claire Clarice Claudia Clara Condoleezza Crystal
Cynthia Dana Danielle Dawn Debbie Deborah Debra Denise Diana Diane Dolores Donna Doris Dorothy Eileen Elaine Eleanor Elena Elizabeth
Ellen Emily Emma Erica Erin Esther Eva Evelyn Florence Frances Gail Gina Gloria Grace Hannah Hazel Heather Heidi Helen Hillary Holly
Ida Irene Isabel Jacqueline Jane Janet Janice Jean Jenna Jennifer Jenny Jessica Jill Joan Joanna Joanne Josephine Joyce Judith Judy
Julia Julie Karen Kate Katherine Kathleen Kathryn Kathy Katie Kelly Kim Kimberly Kirsten Kristen Laura Lauren Leslie Linda Lisa Lois
Loretta Lori Louise Lucy Lynn Madeleine Marcia Margaret Maria Marie Marilyn Martha Mary Maureen Melanie Melissa Michelle Monica Nancy
Natalie Nicole Nina Norma Olivia Pamela Pat Patricia Paula Peggy Phyllis Rachel Rebecca Renee Rita Roberta Robin Rosa Rose Rosemary
Ruth Sally Samantha Sandra Sara Sarah Sharon Sheila Shirley Sophia Stacy Stephanie Sue Susan Suzanne Sylvia Tammy Tara Teresa Theresa
Tina Tracy Ursula Valerie Vanessa Vera Veronica Victoria Virginia Vivian Wanda Wendy Yvonne`

// surnames serve where the file names too few people.
const surnames = `Adams Allen Anderson Bailey Baker Barnes Bell Bennett Brooks Bryant Butler Campbell Carter Clark Coleman Collins Cooper
Davis Edwards Evans Fisher Foster Garcia Gibson Gonzalez Graham Hamilton Harris Harrison Hayes Henderson Hernandez Howard Hughes
Jackson Jenkins Johnson Jones Kennedy Lewis Lopez Marshall Martinez Mason McDonald Mitchell Moore Morgan Morris Murphy Murray Nelson
Owens Palmer Parker Patterson Perez Peterson Phillips Powell Reynolds Richardson Rivera Roberts Robinson Rodriguez Rogers Russell
Sanchez Sanders Simmons Simpson Smith Stevens Stewart Sullivan Taylor Thompson Tucker Turner Walker Wallace Watson Williams Wilson Wright`

const countries = `Afghanistan Albania Algeria Angola Argentina Armenia Australia Austria Azerbaijan Bangladesh Belarus Belgium Bolivia
Bosnia Brazil Britain Bulgaria Burma Cambodia Cameroon Canada Chile China Colombia Congo Croatia Cuba Cyprus Denmark Djibouti
Ecuador Egypt Eritrea Estonia Ethiopia Finland France Georgia Germany Ghana Greece Guatemala Guinea Haiti Honduras Hungary
Iceland India Indonesia Iran Iraq Ireland Israel Italy Jamaica Japan Jordan Kazakhstan Kenya Kosovo Kuwait Laos Latvia Lebanon
Liberia Libya Lithuania Macedonia Malaysia Mali Mexico Moldova Mongolia Morocco Mozambique Myanmar Namibia Nepal Nicaragua Nigeria
Norway Oman Pakistan Panama Paraguay Peru Poland Portugal Qatar Romania Russia Rwanda Senegal Serbia Singapore Slovakia
Slovenia Somalia Spain Sudan Sweden Switzerland Syria Taiwan Tanzania Thailand Tunisia Turkey Uganda Ukraine Uruguay Uzbekistan
Venezuela Vietnam Yemen Zambia Zimbabwe North_Korea South_Korea New_Zealand Saudi_Arabia South_Africa Sri_Lanka Costa_Rica El_Salvador
Ivory_Coast Sierra_Leone East_Timor`

const states = `Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Hawaii Idaho Illinois Indiana Iowa Kansas
Kentucky Louisiana Maine Maryland Massachusetts Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada Ohio Oklahoma Oregon
Pennsylvania Tennessee Texas Utah Vermont Wisconsin Wyoming New_Hampshire New_Jersey New_Mexico North_Carolina
North_Dakota Rhode_Island South_Carolina South_Dakota West_Virginia`

const cities = `Amsterdam Ankara Athens Atlanta Auckland Austin Baghdad Baltimore Bangkok Barcelona Basra Beijing Beirut Belfast Berlin
Birmingham Bogota Boston Brisbane Brussels Bucharest Budapest Buffalo Cairo Calgary Chicago Cincinnati Cleveland Copenhagen
Dallas Damascus Delhi Denver Detroit Dresden Dublin Edinburgh Falluja Fallujah Frankfurt Geneva Glasgow Hamburg Hanoi Havana Helsinki
Houston Indianapolis Islamabad Istanbul Jakarta Jerusalem Johannesburg Kabul Karachi Kiev Kirkuk Lima Lisbon Liverpool
London Madrid Manchester Manila Marseille Melbourne Memphis Miami Milan Milwaukee Minneapolis Monrovia Montreal Moscow Mosul
Mumbai Munich Nairobi Nashville Norfolk Oakland Omaha Orlando Oslo Ottawa Oxford Paris Perth Philadelphia Phoenix Pittsburgh
Prague Pyongyang Riyadh Rome Sacramento Seattle Seoul Shanghai Stockholm Sydney Tampa Tehran Tikrit Tokyo Toronto Toulouse Tucson
Tulsa Vancouver Venice Vienna Warsaw Zurich Los_Angeles San_Diego San_Francisco San_Jose San_Antonio Las_Vegas New_Orleans
New_York_City Virginia_Beach Hong_Kong Tel_Aviv New_Delhi Buenos_Aires Kuala_Lumpur Fort_Worth Salt_Lake_City St_Louis Santa_Barbara Kansas_City`

// Names of continents and of parts of a country are left out here and above: an Englishman is a European too.

const demonyms = `Afghan American Argentine Australian Austrian Belgian Brazilian British Bulgarian Canadian Chilean
Chinese Colombian Cuban Czech Danish Dutch Egyptian Finnish French German Greek Hungarian Indian Indonesian Iranian
Iraqi Irish Israeli Italian Japanese Jordanian Kenyan Korean Kurdish Kuwaiti Lebanese Liberian Libyan Malaysian Mexican Moroccan
Nigerian Norwegian Pakistani Palestinian Polish Portuguese Romanian Russian Serbian Somali Spanish Sudanese Swedish Swiss Syrian
Taiwanese Thai Turkish Ugandan Ukrainian Venezuelan Vietnamese Yemeni Zimbabwean`

const demonymPlurals = `Afghans Americans Australians Austrians Belgians Brazilians Bulgarians Canadians Chileans
Colombians Cubans Egyptians Germans Greeks Hungarians Indians Indonesians Iranians Iraqis Israelis Italians
Jordanians Kenyans Koreans Kurds Kuwaitis Liberians Libyans Malaysians Mexicans Moroccans Nigerians Norwegians Pakistanis Palestinians
Romanians Russians Serbs Somalis Syrians Turks Ugandans Ukrainians Venezuelans`

const companies = `Adobe Amazon Apple AOL AMD Boeing Cisco Compaq Dell Dynegy eBay Enron Ericsson Ford Fujitsu Gateway Google Halliburton
Hitachi Honda HP IBM Infineon Intel Kmart Kodak Lockheed MCI McDonald Merck Micron Microsoft Mitsubishi Motorola Nintendo Nokia Northrop
Novell Nvidia Oracle PeopleSoft Pfizer Pixar Rambus Samsung SAP SCO Siebel Siemens Sony Starbucks SuSE Symantec Target Toshiba Toyota
Tyco Unisys Verizon Viacom Vivendi Volkswagen Walgreens Wal-Mart Xerox Yahoo JD_Edwards Red_Hat Rite_Aid Sun_Microsystems
General_Motors General_Electric Texas_Instruments`

const broadcasters = `ABC BBC CBS CNBC CNN ESPN Fox HBO MSNBC MTV NBC NPR PBS Reuters`

const agencies = `CIA DEA DIA EPA FAA FBI FCC FDA FEMA FTC IRS NASA NOAA NSA NTSB OSHA SEC USDA`

const bodies = `ASEAN EU IAEA IMF NATO OECD OPEC UN UNESCO UNICEF WHO WTO`

const schools = `Berkeley Cornell Dartmouth Duke Georgetown Harvard MIT Northwestern Princeton Rutgers Stanford UCLA Yale`

const parties = `Democrat Republican`
const partyPlurals = `Democrats Republicans Greens Liberals Conservatives`

const faiths = `Buddhist Catholic Christian Hindu Jewish Lutheran Methodist Muslim Presbyterian Protestant Shiite Sikh Sunni Anglican Baptist`

const faithPlurals = `Buddhists Catholics Christians Hindus Jews Lutherans Methodists Muslims Protestants Shiites Sikhs Sunnis Anglicans Baptists`

const indexes = `Nasdaq Dow Nikkei FTSE DAX`

const systems = `Linux Unix Windows Solaris MacOS Android`

const planets = `Mercury Venus Mars Jupiter Saturn Uranus Neptune Pluto`

// companyEndings close the name of a firm, bodyEndings that of an office or a society; a name that ends in one is
// exchanged for another with the same ending where the file has one.
var organisationEndings = words(`corp corporation inc co ltd group systems software communications industries airlines airways motors
	bank technologies electronics pharmaceuticals holdings partners entertainment records university college institute hospital school
	center department ministry agency commission council committee court party church association union bureau office authority
	times post journal tribune herald news magazine exchange league county police street beach river island lake hotel museum boulevard avenue road square park hall bridge airport`)

var titles = words(`mr mrs ms miss dr sir lady lord president vice prime minister judge justice justices senator sen rep representative
	secretary chancellor governor gov lt general gen colonel col captain capt sergeant sgt major officer chief attorney detective inspector
	professor prof bishop archbishop cardinal pope rabbi imam reverend rev father sister king queen prince princess mayor ambassador
	spokesman spokeswoman chairman director deputy commissioner sheriff coach defense foreign state treasury justice health interior
	executive assistant agent us u.s democratic republican texas former analyst lawyer doctor nurse actor actress singer`)

// gazetteer maps a name to the class of what it names.
var gazetteer = func() map[string]string {
	out := map[string]string{}
	for class, list := range listed {
		for _, n := range list {
			out[n] = class
		}
	}
	return out
}()

// listed holds the listed names of each class.
var listed = map[string][]string{
	"country": names(countries), "state": names(states), "city": names(cities), "demonym": names(demonyms),
	"demonym plural": names(demonymPlurals), "company": names(companies), "broadcaster": names(broadcasters),
	"agency": names(agencies), "body": names(bodies), "school": names(schools), "party": names(parties),
	"party plural": names(partyPlurals), "faith": names(faiths), "faith plural": names(faithPlurals),
	"index": names(indexes), "system": names(systems), "planet": names(planets),
}

var (
	maleSet   = words(maleNames)
	femaleSet = words(femaleNames)
)

func names(list string) []string {
	out := strings.Fields(list)
	for i, n := range out {
		out[i] = strings.ReplaceAll(n, "_", " ")
	}
	return out
}
